"""Files of others are opened in processes of their own, where nothing they do reaches a person or another file."""

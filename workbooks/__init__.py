"""The bytes of Excel files: packages, guarded reading, the stamp, the editor. Nothing here knows what is in them."""

"""Lists written by others, recognised by their headings."""

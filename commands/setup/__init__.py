"""The commands about the add-in itself: building it, installing it, looking whether it works."""

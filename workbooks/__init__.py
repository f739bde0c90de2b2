"""The bytes of Excel files: packages, guarded reading, the stamp. Nothing here knows what the sheets are about."""

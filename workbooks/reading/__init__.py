"""From the parts of a package to the cells of its sheets."""

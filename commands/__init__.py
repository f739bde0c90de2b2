"""The commands of 村表通: one function each, called by the command line and by the ribbon alike."""

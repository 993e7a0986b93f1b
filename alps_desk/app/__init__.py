"""The layer that the command line and the window share."""

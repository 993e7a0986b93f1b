"""One module per office form."""

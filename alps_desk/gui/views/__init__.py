"""Screens beside the forms: the union's board, import, conflicts, overview and reports; an office's own home."""

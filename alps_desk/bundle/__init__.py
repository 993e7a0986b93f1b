"""Exchange files: segments to one verified CSV file and back (sync-design 6 and 7)."""

"""Forms as tables, and tables as CSV and XLSX."""

"""Forms painted on pages: PDF, preview and printer."""

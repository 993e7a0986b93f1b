"""Widgets that know nothing of offices."""

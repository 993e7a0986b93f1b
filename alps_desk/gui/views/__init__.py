"""Lists, conflicts and consolidated figures."""

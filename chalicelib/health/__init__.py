"""Health facilities and their operating licences."""

"""Looks up incidents, who carried what, and one's own load."""

"""The demonstration: an invented portfolio, its nights, staff, and a few days of their work."""

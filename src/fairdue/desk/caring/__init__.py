"""Pages about looking after collectors."""

"""What is decided about looking after collectors. Pure."""

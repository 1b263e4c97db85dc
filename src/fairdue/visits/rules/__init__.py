"""What is decided about visits. Pure."""

"""What is decided about the queue and those who work it. Pure."""

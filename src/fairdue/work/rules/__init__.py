"""What is decided about the queue, those who work it, and how they work together. Pure."""

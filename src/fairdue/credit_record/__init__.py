"""What is told to credit databases, how it is coded, and when it ends."""

"""What this room looks up."""

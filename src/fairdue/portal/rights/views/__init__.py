"""Pages about a cardholder's rights."""

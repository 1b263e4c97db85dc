"""What figures are reckoned by. Pure."""

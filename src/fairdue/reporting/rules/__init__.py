"""What figures are reckoned and compared by, and what is said of them. Pure."""

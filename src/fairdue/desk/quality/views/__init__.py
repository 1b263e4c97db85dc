"""What the pages of quality do."""

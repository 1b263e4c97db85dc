"""What words say: read before they are sent and after they were spoken. Knows no customers."""

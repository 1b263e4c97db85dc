"""Taking in an issuer's files."""

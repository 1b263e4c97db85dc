"""What makes an entry provable. Standard library and `cryptography` only, for use offline."""

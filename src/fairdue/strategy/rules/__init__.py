"""Decision tables: what they may ask, how they are read, how they decide. Pure."""

"""Reads an issuer's files through a mapping into the lake's portfolio of a day."""

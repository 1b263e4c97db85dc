"""The visitor's page, and the calls of its program."""

"""One module per command of `fairdue`."""

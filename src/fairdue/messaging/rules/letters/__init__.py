"""What stands in a letter: an address, the words, and the items the law asks for. Pure."""

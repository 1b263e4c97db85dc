"""Reads files of any supported kind into columns of text, with the line of every row."""

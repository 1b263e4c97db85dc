"""Pictures of figures, drawn on the server: the same on the screen, in a PDF and on paper."""

"""May we? Holds and marks that change what may be done."""

"""The strategist's pages: tables, and what may come of changing them."""

"""The strategist's pages, a file per matter."""

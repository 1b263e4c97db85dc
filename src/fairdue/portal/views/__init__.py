"""The cardholder's pages."""

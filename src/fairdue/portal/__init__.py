"""The cardholder's own pages. No tables, no rules."""

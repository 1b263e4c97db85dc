"""The staff's screens. No tables and no rules live here."""

"""Pure rules: may we, by when, and for how long."""

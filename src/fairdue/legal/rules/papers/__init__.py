"""Papers: templates with typed fields, and what becomes of them with a matter's values. Pure."""

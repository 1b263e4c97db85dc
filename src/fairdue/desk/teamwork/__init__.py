"""Pages of working together: the inbox of everybody, and a lead's calendar and goals."""

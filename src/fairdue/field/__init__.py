"""The field: the pages a visitor carries on a telephone."""

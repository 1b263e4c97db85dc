"""Pure rules of credit reporting: codes, dates, and when a report may be made."""

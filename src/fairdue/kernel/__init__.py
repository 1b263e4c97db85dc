"""Money, verdicts, citations, calendars. Standard library only."""

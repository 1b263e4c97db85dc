"""The same figures on paper (PDF) and in a spreadsheet (Excel)."""

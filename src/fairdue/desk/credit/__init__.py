"""Pages of the credit record: months and their files, a customer's history, corrections."""

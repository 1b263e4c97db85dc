"""What changes the credit record: months closed, corrections, submissions, notices given."""

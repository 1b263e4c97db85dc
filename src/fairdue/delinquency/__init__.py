"""Days past due, buckets, classes and cases from entry to exit."""

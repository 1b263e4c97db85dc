"""How the desk's templates write money, buckets and moments."""

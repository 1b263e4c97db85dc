"""What the portal's templates use beyond the design system's own filters."""

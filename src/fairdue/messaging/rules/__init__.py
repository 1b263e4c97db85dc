"""What messages say and how they may go out. Pure."""

"""What a cardholder may say, ask, forbid, see and take along."""

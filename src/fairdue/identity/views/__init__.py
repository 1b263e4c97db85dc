"""The public page that says whether a contact is genuine, and the cardholder's cookies."""

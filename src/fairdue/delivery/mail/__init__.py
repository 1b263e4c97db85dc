"""E-mail, both ways: handed over by SMTP, and what comes back read as reports and answers."""

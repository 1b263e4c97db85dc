"""Staff, teams and roles."""

"""Pages of team leads, compliance officers and administrators."""

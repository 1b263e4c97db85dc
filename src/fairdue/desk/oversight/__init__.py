"""The pages of team leads, compliance officers and administrators."""

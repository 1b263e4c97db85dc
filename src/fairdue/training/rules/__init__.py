"""What a course is, how a sitting of it is marked, and until when somebody is certified. Pure."""

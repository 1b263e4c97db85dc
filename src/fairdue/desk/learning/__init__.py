"""Pages of training: courses and tests, who is certified, what courses say."""

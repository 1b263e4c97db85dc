"""The pages of looking after collectors."""

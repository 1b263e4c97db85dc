"""The visits room: who is visited, by whom, on which route, and what came of it."""

"""Pages of quality: talks to score, sheets, sampling, calibration, people; one's own scores."""

"""What was said, reviewed: transcripts, findings, the queue of reviews."""

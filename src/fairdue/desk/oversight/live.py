"""What is watched comes again by itself (`data-live` in a template)."""

from __future__ import annotations

LIVE_SECONDS = 3
"""How often; with the time to count, what the desk does shows within 5 seconds."""

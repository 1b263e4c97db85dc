"""A simulated portfolio: invented cardholders live day by day against the real product."""

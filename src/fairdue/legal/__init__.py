"""Courts and time: limitation, costs, procedures, letters."""

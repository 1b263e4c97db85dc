"""Settings, addresses, commands: the only room that knows everything."""

"""Programs in memory, and the handlers that they are made of."""

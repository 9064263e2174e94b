"""What focal points send in for the hub, and the people who decide on it."""

"""What reports require and how they say things: pure functions."""

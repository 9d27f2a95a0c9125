"""Balance: how time and volume divide between listening and speaking."""

"""The terminal's half of the exchange: push, pull, hold, the loop with its back-off."""

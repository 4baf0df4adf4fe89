"""Scenarios: a program tried out on members, sales, returns in memory, through the real engine."""

"""Words that every room needs."""

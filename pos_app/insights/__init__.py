"""Questions asked of past sales."""

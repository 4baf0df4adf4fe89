"""The versions of the server's schema."""

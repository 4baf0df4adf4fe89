"""The server's answers over HTTP."""

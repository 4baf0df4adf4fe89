"""Facts as they travel: the same bytes in the journal, the outbox, the server."""

"""Facts and messages as they travel: the same bytes in the journal, the outbox and the server."""

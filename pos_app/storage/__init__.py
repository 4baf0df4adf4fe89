"""The till's own database: what was sold, to whom, and the journal of it."""

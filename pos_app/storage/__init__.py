"""The till's own database: what was sold, to whom, with the journal of it."""

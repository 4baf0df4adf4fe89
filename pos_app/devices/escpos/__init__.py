"""ESC/POS as bytes: encoder, printer table, status answers."""

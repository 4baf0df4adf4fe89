"""How the till stands to its server, on a pane of its own."""

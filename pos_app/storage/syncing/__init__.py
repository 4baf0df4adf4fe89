"""What the till keeps for the exchange with its server.

outbox.StoredOutbox        implements ports.outbox.Outbox
pushing, acking            facts on their way out, how far the server has come
reserving                  holds, allowances, what was spent while cut off
intake, overlay            rows on their way in, the till's own later entries laid over them
foreign_sales              sales of other tills
"""

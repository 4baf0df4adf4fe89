"""What a till keeps for the exchange with a server."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision: str | None = "0003"

STREAM = (
    # Facts beyond `ends_seq` are in a later stream again; `applied_seq` is how far the server had posted them.
    "ALTER TABLE stream ADD COLUMN ends_seq INTEGER",
    "ALTER TABLE stream ADD COLUMN applied_seq INTEGER NOT NULL DEFAULT 0",
    # A stream that took the place of a rolled-back one begins with facts of that one: same ids, same bodies, new chain.
    """CREATE TABLE reissued (
        stream_no INTEGER NOT NULL REFERENCES stream,
        seq INTEGER NOT NULL CHECK (seq > 0),
        entry_no INTEGER NOT NULL REFERENCES journal,
        chain_hash BLOB NOT NULL CHECK (length(chain_hash) = 32),
        PRIMARY KEY (stream_no, seq)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX reissued_of ON reissued (entry_no)",
    "CREATE INDEX journal_place ON journal (stream_no, seq)",
    """CREATE INDEX journal_member ON journal (stream_no, seq)
        WHERE kind IN ('member.update', 'member.merge', 'member.unmerge', 'member.erase')""",
    # Facts that the server keeps and cannot apply.
    """CREATE TABLE stuck (
        stream_no INTEGER NOT NULL REFERENCES stream,
        seq INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (stream_no, seq)) STRICT, WITHOUT ROWID""",
)

# What the server told last. `account` and `lot` are this with the till's own later facts laid over it.
CONFIRMED = (
    """CREATE TABLE confirmed_account (
        account_id BLOB PRIMARY KEY CHECK (length(account_id) = 16),
        member_id BLOB,
        key TEXT NOT NULL,
        version INTEGER NOT NULL,
        balance_points INTEGER NOT NULL,
        debt_points INTEGER NOT NULL,
        held_points INTEGER NOT NULL,
        granted_points INTEGER NOT NULL,
        active_at_ms INTEGER NOT NULL,
        marks TEXT NOT NULL,
        epoch_no INTEGER NOT NULL,
        told_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX confirmed_account_of ON confirmed_account (member_id) WHERE member_id IS NOT NULL",
    """CREATE TABLE confirmed_lot (
        account_id BLOB NOT NULL REFERENCES confirmed_account ON DELETE CASCADE,
        lot_id BLOB NOT NULL CHECK (length(lot_id) = 16),
        earned_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER,
        earned_points INTEGER NOT NULL,
        open_points INTEGER NOT NULL,
        ends_by TEXT NOT NULL,
        expired_points INTEGER NOT NULL,
        PRIMARY KEY (account_id, lot_id)) STRICT, WITHOUT ROWID""",
    # A lot that ended and was written off, as the server's posting knows it.
    "ALTER TABLE lot ADD COLUMN expired_points INTEGER NOT NULL DEFAULT 0",
    # 0: not told by a server yet; -1: only named by something else it told.
    "ALTER TABLE member ADD COLUMN confirmed_version INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE member ADD COLUMN confirmed_epoch_no INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE cursor (bucket INTEGER PRIMARY KEY, pos INTEGER NOT NULL) STRICT",
    """CREATE TABLE document (
        scope TEXT NOT NULL,
        kind TEXT NOT NULL,
        doc_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        body TEXT NOT NULL,
        gone INTEGER NOT NULL DEFAULT 0,
        epoch_no INTEGER NOT NULL DEFAULT 0,
        applied INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (kind, doc_id, scope)) STRICT, WITHOUT ROWID""",
)

RESERVED = (
    # state: intent (asked, no answer yet), active, tried (answer unknown), captured (a fact uses it), released.
    """CREATE TABLE reservation (
        res_id BLOB PRIMARY KEY CHECK (length(res_id) = 16),
        kind TEXT NOT NULL CHECK (kind IN ('hold', 'grant')),
        sale_id BLOB NOT NULL,
        account_id BLOB NOT NULL,
        amount INTEGER NOT NULL,
        used INTEGER NOT NULL DEFAULT 0,
        ctl INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('intent', 'active', 'tried', 'captured', 'released')),
        captured_entry_no INTEGER REFERENCES journal,
        asked_at_ms INTEGER NOT NULL,
        lease_until_ms INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
    "CREATE INDEX reservation_sale ON reservation (sale_id)",
    """CREATE INDEX reservation_alive ON reservation (state)
        WHERE state IN ('intent', 'active', 'captured')""",
    # What was spent while the server could not be reached, for the bounds of the offline rules.
    """CREATE TABLE offline_spend (
        entry_no INTEGER NOT NULL REFERENCES journal,
        account_id BLOB NOT NULL,
        amount INTEGER NOT NULL,
        at_ms INTEGER NOT NULL,
        PRIMARY KEY (entry_no, account_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX offline_spend_at ON offline_spend (at_ms)",
    "CREATE INDEX offline_spend_of ON offline_spend (account_id)",
)

FOREIGN = (
    # Sales of other tills, and of tills this one replaces, so that their goods can be taken back here.
    """CREATE TABLE foreign_fact (
        event_id BLOB PRIMARY KEY CHECK (length(event_id) = 16),
        device_id BLOB NOT NULL,
        stream_id BLOB NOT NULL,
        seq INTEGER NOT NULL,
        kind TEXT NOT NULL,
        kept_at_ms INTEGER NOT NULL,
        receipt_number TEXT NOT NULL,
        card TEXT NOT NULL,
        body BLOB NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX foreign_receipt ON foreign_fact (receipt_number)",
    """CREATE TABLE foreign_return (
        of_event_id BLOB NOT NULL REFERENCES foreign_fact ON DELETE CASCADE,
        event_id BLOB NOT NULL CHECK (length(event_id) = 16),
        body BLOB NOT NULL,
        PRIMARY KEY (of_event_id, event_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sale_return_foreign ON sale_return (sale_id) WHERE of_entry_no IS NULL AND sale_id IS NOT NULL",
    # Sales at which a card was shown that nobody here knew.
    "CREATE INDEX sale_shown ON sale (completed_at_ms) WHERE member_id IS NULL AND card <> ''",
)


def upgrade() -> None:
    """Add tables and one column; a till without a server never writes to them."""
    for statement in (*STREAM, *CONFIRMED, *RESERVED, *FOREIGN):
        op.execute(statement)

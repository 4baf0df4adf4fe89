"""The first schema of the server: one text for SQLite, PostgreSQL, Citus.

Every table that grows begins its primary key with `bucket`; no sequences, triggers, foreign keys, procedures. Ids and
hashes are bytes; instants ms UTC; flags 0 or 1.
"""

from __future__ import annotations

VERSION = 1

_META = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # The feed's head of a bucket: moved as the last thing of each transaction that changes something fed.
    "CREATE TABLE lane (bucket INT PRIMARY KEY, head BIGINT NOT NULL)",
    "CREATE TABLE operator (name TEXT PRIMARY KEY, password_hash TEXT NOT NULL, made_at BIGINT NOT NULL)",
)

_DEVICES = (
    """CREATE TABLE enrol_code (bucket INT, digest BYTEA, store_no TEXT NOT NULL, terminal_no TEXT NOT NULL,
        expires_at BIGINT NOT NULL, tries INT NOT NULL, used_by BYTEA, replaces BYTEA, PRIMARY KEY (bucket, digest))""",
    """CREATE TABLE device (bucket INT, device_id BYTEA, store_no TEXT NOT NULL, terminal_no TEXT NOT NULL,
        name TEXT NOT NULL, app TEXT NOT NULL, pubkey BYTEA NOT NULL, status TEXT NOT NULL, current_stream BYTEA,
        series TEXT NOT NULL, enrolled_at BIGINT NOT NULL, revoked_at BIGINT, seen_at BIGINT NOT NULL,
        replaces BYTEA, PRIMARY KEY (bucket, device_id))""",
    # head_sig: the terminal's own signature of its head, with the control number it was given with (`wire.signed`).
    """CREATE TABLE stream (bucket INT, stream_id BYTEA, device_id BYTEA NOT NULL, head_seq BIGINT NOT NULL,
        head_hash BYTEA NOT NULL, applied_seq BIGINT NOT NULL, seen_ctl BIGINT NOT NULL, sync_ctl BIGINT NOT NULL,
        superseded_by BYTEA, begun_at BIGINT NOT NULL, head_sig BYTEA, head_ctl BIGINT,
        PRIMARY KEY (bucket, stream_id))""",
    # state: 0 received, 1 applied, 2 kept and not understood (reason says why).
    """CREATE TABLE fact (bucket INT, stream_id BYTEA, seq BIGINT, device_id BYTEA NOT NULL, event_id BYTEA NOT NULL,
        content_hash BYTEA NOT NULL, chain_hash BYTEA NOT NULL, kind TEXT NOT NULL, occurred_at BIGINT NOT NULL,
        received_at BIGINT NOT NULL, body BYTEA NOT NULL, state SMALLINT NOT NULL, reason TEXT,
        PRIMARY KEY (bucket, stream_id, seq))""",
    "CREATE INDEX fact_event ON fact (bucket, device_id, event_id)",
    "CREATE INDEX fact_waiting ON fact (bucket, stream_id, seq) WHERE state <> 1",
    "CREATE INDEX fact_marked ON fact (bucket, stream_id, seq) WHERE reason IS NOT NULL",
    # The open list of one push: what it confirms comes before the facts after `before_seq`, what it no longer lists
    # is released once `after_seq` is applied.
    """CREATE TABLE open_list (bucket INT, stream_id BYTEA, ctl BIGINT, before_seq BIGINT NOT NULL,
        after_seq BIGINT NOT NULL, body BYTEA NOT NULL, is_reinstated SMALLINT NOT NULL,
        PRIMARY KEY (bucket, stream_id, ctl))""",
)

_ACCOUNTS = (
    """CREATE TABLE account (bucket INT, account_id BYTEA, owner BYTEA, account_key TEXT NOT NULL,
        balance BIGINT NOT NULL, debt BIGINT NOT NULL, held BIGINT NOT NULL, granted BIGINT NOT NULL,
        active_at BIGINT NOT NULL, version BIGINT NOT NULL, feed_pos BIGINT NOT NULL,
        PRIMARY KEY (bucket, account_id))""",
    "CREATE INDEX account_feed ON account (bucket, feed_pos)",
    "CREATE INDEX account_owner ON account (bucket, owner)",
    # Up to which fact of each stream an account is posted, written with the posting itself.
    """CREATE TABLE account_mark (bucket INT, account_id BYTEA, stream_id BYTEA, seq BIGINT NOT NULL,
        PRIMARY KEY (bucket, account_id, stream_id))""",
    """CREATE TABLE lot (bucket INT, account_id BYTEA, lot_id BYTEA, earned_at BIGINT NOT NULL, expires_at BIGINT,
        earned BIGINT NOT NULL, open BIGINT NOT NULL, ends_by TEXT NOT NULL, expired BIGINT NOT NULL,
        PRIMARY KEY (bucket, account_id, lot_id))""",
    "CREATE INDEX lot_open ON lot (bucket, account_id) WHERE open > 0 OR expired > 0",
    # points: what was posted; drafted: what the terminal had written; contra: the other side of the double entry.
    """CREATE TABLE ledger (bucket INT, account_id BYTEA, device_id BYTEA, event_id BYTEA, leg TEXT, kind TEXT NOT NULL,
        points BIGINT NOT NULL, drafted BIGINT NOT NULL, debt BIGINT NOT NULL, contra TEXT NOT NULL, rule TEXT NOT NULL,
        why BYTEA NOT NULL, lots BYTEA NOT NULL, occurred_at BIGINT NOT NULL, posted_at BIGINT NOT NULL,
        stream_id BYTEA NOT NULL, seq BIGINT NOT NULL, flag TEXT NOT NULL,
        PRIMARY KEY (bucket, account_id, device_id, event_id, leg))""",
    "CREATE INDEX ledger_flag ON ledger (bucket, posted_at) WHERE flag <> ''",
    # state: active, captured, released, abandoned, moved (to the account of who the member is since a merge).
    # flag: reinstated, over_committed (brought back after a restore, more than there was then).
    """CREATE TABLE reservation (bucket INT, account_id BYTEA, res_id BYTEA, kind TEXT NOT NULL,
        device_id BYTEA NOT NULL, stream_id BYTEA NOT NULL, ctl BIGINT NOT NULL, amount BIGINT NOT NULL,
        used BIGINT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL,
        lease_until BIGINT NOT NULL, flag TEXT NOT NULL, PRIMARY KEY (bucket, account_id, res_id))""",
    "CREATE INDEX reservation_device ON reservation (bucket, device_id) WHERE state = 'active'",
    # Read over all buckets with each push: what one terminal holds lies in the buckets of the accounts.
    "CREATE INDEX reservation_holder ON reservation (device_id) WHERE state = 'active'",
)

_MEMBERS = (
    """CREATE TABLE member (bucket INT, member_id BYTEA, canonical_id BYTEA, status TEXT NOT NULL, tier TEXT NOT NULL,
        tier_since BIGINT NOT NULL, joined_at BIGINT NOT NULL, consent SMALLINT NOT NULL, sealed BYTEA NOT NULL,
        more BYTEA NOT NULL, ids BYTEA NOT NULL, referrer BYTEA, version BIGINT NOT NULL, feed_pos BIGINT NOT NULL,
        PRIMARY KEY (bucket, member_id))""",
    "CREATE INDEX member_feed ON member (bucket, feed_pos)",
    "CREATE INDEX member_canonical ON member (canonical_id) WHERE canonical_id IS NOT NULL",
    # Which accounts a member has; they live in buckets of their own.
    """CREATE TABLE member_account (bucket INT, member_id BYTEA, account_id BYTEA, account_key TEXT NOT NULL,
        PRIMARY KEY (bucket, member_id, account_id))""",
    # Deleting a row here erases the person.
    "CREATE TABLE member_key (bucket INT, member_id BYTEA, wrapped BYTEA NOT NULL, PRIMARY KEY (bucket, member_id))",
    """CREATE TABLE identifier (bucket INT, kind TEXT, digest BYTEA, member_id BYTEA NOT NULL, status TEXT NOT NULL,
        expires_at BIGINT, claimed_at BIGINT NOT NULL, PRIMARY KEY (bucket, kind, digest))""",
)

_SALES = (
    # Which fact a receipt is; in the bucket of the receipt number.
    """CREATE TABLE receipt (bucket INT, receipt_number TEXT, device_id BYTEA, event_id BYTEA NOT NULL,
        stream_id BYTEA NOT NULL, seq BIGINT NOT NULL, occurred_at BIGINT NOT NULL,
        PRIMARY KEY (bucket, receipt_number, device_id))""",
    # Sales of a card on a day, to find one without its receipt; in the bucket of the card's digest.
    """CREATE TABLE card_sale (bucket INT, card TEXT, occurred_at BIGINT, event_id BYTEA, device_id BYTEA NOT NULL,
        stream_id BYTEA NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (bucket, card, occurred_at, event_id))""",
    # What came back of a sale's line; in the bucket of the sale.
    """CREATE TABLE returned (bucket INT, sale_id BYTEA, line_no INT, event_id BYTEA, device_id BYTEA NOT NULL,
        stream_id BYTEA NOT NULL, seq BIGINT NOT NULL, quantity_milli BIGINT NOT NULL, sold_milli BIGINT,
        flag TEXT NOT NULL, PRIMARY KEY (bucket, sale_id, line_no, event_id))""",
    # The newest state of each document of head office; in the bucket of kind and id.
    """CREATE TABLE document (bucket INT, kind TEXT, doc_id TEXT, scope TEXT, version BIGINT NOT NULL,
        body TEXT NOT NULL, is_gone SMALLINT NOT NULL, changed_at BIGINT NOT NULL,
        changed_by TEXT NOT NULL, feed_pos BIGINT NOT NULL,
        PRIMARY KEY (bucket, kind, doc_id, scope))""",
    "CREATE INDEX document_feed ON document (bucket, feed_pos)",
)

STATEMENTS = (*_META, *_DEVICES, *_ACCOUNTS, *_MEMBERS, *_SALES)

"""The first schema: catalogue, members, ledger, sales, journal, staff."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision: str | None = None

TILL = (
    "CREATE TABLE kv (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # One life of this database file; a rollback begins another with a series letter of its own.
    """CREATE TABLE stream (
        stream_no INTEGER PRIMARY KEY,
        stream_id BLOB NOT NULL UNIQUE CHECK (length(stream_id) = 16),
        series TEXT NOT NULL UNIQUE,
        started_at_ms INTEGER NOT NULL,
        acked_seq INTEGER NOT NULL DEFAULT 0) STRICT""",
    # The journal is the outbox too: what is beyond stream.acked_seq has still to be sent.
    """CREATE TABLE journal (
        entry_no INTEGER PRIMARY KEY,
        stream_no INTEGER NOT NULL REFERENCES stream,
        seq INTEGER NOT NULL CHECK (seq > 0),
        event_id BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
        kind TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        body BLOB NOT NULL,
        content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
        chain_hash BLOB NOT NULL CHECK (length(chain_hash) = 32)) STRICT""",
    """CREATE TABLE receipt_series (
        series TEXT PRIMARY KEY,
        last_number INTEGER NOT NULL CHECK (last_number >= 0)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE staff (
        cashier_id BLOB PRIMARY KEY CHECK (length(cashier_id) = 16),
        name TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('cashier', 'manager')),
        pin_hash TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        lock_ms INTEGER NOT NULL DEFAULT 0,
        locked_until_ms INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
)

CATALOGUE = (
    # What a product was when it was sold: never changed, so that old receipts stay what they were.
    """CREATE TABLE product_version (
        version_no INTEGER PRIMARY KEY,
        product_id BLOB NOT NULL CHECK (length(product_id) = 16),
        body BLOB NOT NULL) STRICT""",
    "CREATE INDEX product_version_of ON product_version (product_id)",
    """CREATE TABLE product (
        version_no INTEGER PRIMARY KEY REFERENCES product_version,
        product_id BLOB NOT NULL UNIQUE,
        number TEXT NOT NULL UNIQUE,
        folded TEXT NOT NULL) STRICT""",
    "CREATE INDEX product_folded ON product (folded)",
    """CREATE TABLE product_code (
        gtin14 INTEGER PRIMARY KEY,
        version_no INTEGER NOT NULL REFERENCES product) STRICT""",
    """CREATE VIRTUAL TABLE product_word USING fts5(
        words, content = '', contentless_delete = 1, detail = 'none', prefix = '1 2 3 4',
        tokenize = 'unicode61 remove_diacritics 0')""",
)

MEMBERS = (
    """CREATE TABLE member (
        member_id BLOB PRIMARY KEY CHECK (length(member_id) = 16),
        masked_name TEXT NOT NULL,
        sealed BLOB NOT NULL,
        tier TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'expired')),
        joined_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    # Deleting a row here erases the person: nothing sealed with it can be read again.
    """CREATE TABLE member_key (
        member_id BLOB PRIMARY KEY REFERENCES member,
        secret BLOB NOT NULL CHECK (length(secret) = 32)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE identifier (
        kind TEXT NOT NULL CHECK (kind IN ('phone', 'card')),
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        member_id BLOB NOT NULL REFERENCES member,
        status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'expired')),
        expires_at_ms INTEGER,
        PRIMARY KEY (kind, digest)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX identifier_of ON identifier (member_id)",
    """CREATE TABLE account (
        account_id BLOB PRIMARY KEY CHECK (length(account_id) = 16),
        member_id BLOB NOT NULL REFERENCES member,
        balance_points INTEGER NOT NULL,
        debt_points INTEGER NOT NULL DEFAULT 0 CHECK (debt_points >= 0)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ledger (
        account_id BLOB NOT NULL REFERENCES account,
        event_id BLOB NOT NULL,
        leg TEXT NOT NULL,
        entry_no INTEGER NOT NULL REFERENCES journal,
        kind TEXT NOT NULL,
        points INTEGER NOT NULL,
        rule TEXT NOT NULL,
        reason BLOB NOT NULL,
        line_no INTEGER NOT NULL,
        lots BLOB NOT NULL,
        PRIMARY KEY (account_id, event_id, leg)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE lot (
        account_id BLOB NOT NULL REFERENCES account,
        lot_id BLOB NOT NULL CHECK (length(lot_id) = 16),
        earned_at_ms INTEGER NOT NULL,
        expires_at_ms INTEGER,
        earned_points INTEGER NOT NULL,
        open_points INTEGER NOT NULL CONSTRAINT lot_never_negative CHECK (open_points >= 0),
        PRIMARY KEY (account_id, lot_id)) STRICT, WITHOUT ROWID""",
)

SALES = (
    """CREATE TABLE sale (
        entry_no INTEGER PRIMARY KEY REFERENCES journal,
        sale_id BLOB NOT NULL CHECK (length(sale_id) = 16),
        receipt_number TEXT NOT NULL UNIQUE,
        started_at_ms INTEGER NOT NULL,
        completed_at_ms INTEGER NOT NULL,
        business_day TEXT NOT NULL,
        cashier_id BLOB NOT NULL,
        cashier_name TEXT NOT NULL,
        member_id BLOB REFERENCES member,
        card TEXT NOT NULL,
        next_no INTEGER NOT NULL,
        goods_minor INTEGER NOT NULL,
        tax_minor INTEGER NOT NULL,
        total_minor INTEGER NOT NULL,
        saved_minor INTEGER NOT NULL,
        paid_minor INTEGER NOT NULL,
        due_minor INTEGER NOT NULL,
        change_minor INTEGER NOT NULL,
        items INTEGER NOT NULL,
        more BLOB) STRICT""",
    # The rows of a sale stand together under one growing key, row_no = entry_no * 65536 + place in the sale:
    # appending to such a table touches one page, where a composite key would rebalance four.
    """CREATE TABLE sale_line (
        row_no INTEGER PRIMARY KEY,
        line_no INTEGER NOT NULL,
        version_no INTEGER NOT NULL REFERENCES product_version,
        quantity_milli INTEGER NOT NULL,
        unit_price_minor INTEGER NOT NULL,
        extended_minor INTEGER NOT NULL,
        amount_minor INTEGER NOT NULL,
        tax_class TEXT NOT NULL,
        points INTEGER NOT NULL,
        code TEXT NOT NULL,
        labelled INTEGER NOT NULL) STRICT""",
    # part: 1 belongs to the line itself, 2 was computed by the evaluation, 3 is both.
    """CREATE TABLE line_adjustment (
        row_no INTEGER PRIMARY KEY,
        line_place INTEGER NOT NULL,
        part INTEGER NOT NULL CHECK (part IN (1, 2, 3)),
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        amount_minor INTEGER NOT NULL,
        reason BLOB NOT NULL) STRICT""",
    """CREATE TABLE tender (
        row_no INTEGER PRIMARY KEY,
        tender_no INTEGER NOT NULL,
        kind TEXT NOT NULL,
        amount_minor INTEGER NOT NULL,
        given_minor INTEGER NOT NULL,
        reference TEXT NOT NULL) STRICT""",
    """CREATE TABLE sale_tax (
        row_no INTEGER PRIMARY KEY,
        tax_class TEXT NOT NULL,
        label TEXT NOT NULL,
        rate_numerator INTEGER NOT NULL,
        rate_denominator INTEGER NOT NULL,
        net_minor INTEGER NOT NULL,
        tax_minor INTEGER NOT NULL,
        gross_minor INTEGER NOT NULL) STRICT""",
    """CREATE TABLE stock_movement (
        row_no INTEGER PRIMARY KEY,
        version_no INTEGER NOT NULL REFERENCES product_version,
        quantity_milli INTEGER NOT NULL) STRICT""",
    """CREATE TABLE shift_total (
        business_day TEXT NOT NULL,
        cashier_id BLOB NOT NULL,
        measure TEXT NOT NULL,
        part TEXT NOT NULL,
        amount_minor INTEGER NOT NULL,
        times INTEGER NOT NULL,
        PRIMARY KEY (business_day, cashier_id, measure, part)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE print_job (
        job_no INTEGER PRIMARY KEY,
        job_id BLOB NOT NULL,
        receipt_number TEXT NOT NULL REFERENCES sale (receipt_number),
        state TEXT NOT NULL) STRICT""",
)


def upgrade() -> None:
    """Make every table of the first schema."""
    for statement in (*TILL, *CATALOGUE, *MEMBERS, *SALES):
        op.execute(statement)

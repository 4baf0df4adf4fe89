"""Accounts of many kinds, programs by version, returns, what the shop knows of a member."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision: str | None = "0002"

# A coupon or an unclaimed receipt belongs to who bears it: such an account has no member.
ACCOUNT = (
    """CREATE TABLE account_new (
        account_id BLOB PRIMARY KEY CHECK (length(account_id) = 16),
        member_id BLOB REFERENCES member,
        key TEXT NOT NULL,
        balance_points INTEGER NOT NULL,
        debt_points INTEGER NOT NULL CONSTRAINT debt_never_negative CHECK (debt_points >= 0)
        ) STRICT, WITHOUT ROWID""",
    """INSERT INTO account_new SELECT account_id, member_id, 'points', balance_points, debt_points
        FROM account""",
    "DROP TABLE account",
    "ALTER TABLE account_new RENAME TO account",
    "CREATE INDEX account_of ON account (member_id) WHERE member_id IS NOT NULL",
    "ALTER TABLE ledger ADD COLUMN debt_points INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ledger ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE lot ADD COLUMN ends_by TEXT NOT NULL DEFAULT ''",
)

MEMBER = (
    "ALTER TABLE member ADD COLUMN tier_since_ms INTEGER NOT NULL DEFAULT 0",
    "UPDATE member SET tier_since_ms = joined_at_ms",
    "ALTER TABLE member ADD COLUMN consent INTEGER NOT NULL DEFAULT 0",
    """UPDATE member SET consent = 1 WHERE member_id IN (
        SELECT unhex(replace(json_extract(CAST(body AS TEXT), '$.member'), '-', '')) FROM journal
        WHERE kind = 'member.enrol' AND json_extract(CAST(body AS TEXT), '$.consent'))""",
    "ALTER TABLE member ADD COLUMN birthday TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN referrer BLOB REFERENCES member",
    "ALTER TABLE member ADD COLUMN merged_into BLOB REFERENCES member",
    "CREATE INDEX member_merged ON member (merged_into) WHERE merged_into IS NOT NULL",
    """CREATE TABLE member_segment (
        member_id BLOB NOT NULL REFERENCES member,
        segment TEXT NOT NULL,
        PRIMARY KEY (member_id, segment)) STRICT, WITHOUT ROWID""",
)

PROGRAM = """CREATE TABLE program_version (
    program_hash TEXT PRIMARY KEY CHECK (length(program_hash) = 64),
    entry_no INTEGER NOT NULL REFERENCES journal,
    body BLOB NOT NULL) STRICT, WITHOUT ROWID"""

SALE = (
    "ALTER TABLE sale ADD COLUMN program_hash TEXT NOT NULL DEFAULT ''",
    """UPDATE sale SET program_hash = (SELECT json_extract(CAST(body AS TEXT), '$.rules') FROM journal
        WHERE journal.entry_no = sale.entry_no)""",
    "ALTER TABLE sale ADD COLUMN tier TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sale ADD COLUMN refund_minor INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sale ADD COLUMN payout_minor INTEGER NOT NULL DEFAULT 0",
    # Visits and questions to what was bought read this index alone, newest sale first.
    "CREATE INDEX sale_of ON sale (member_id, completed_at_ms, items) WHERE member_id IS NOT NULL",
)

RETURN = (
    """CREATE TABLE sale_return (
        row_no INTEGER PRIMARY KEY,
        of_entry_no INTEGER REFERENCES sale,
        sale_id BLOB,
        receipt_number TEXT NOT NULL,
        by_points_minor INTEGER NOT NULL,
        by_coupon_minor INTEGER NOT NULL,
        deducted_minor INTEGER NOT NULL,
        is_void INTEGER NOT NULL,
        approved_by TEXT NOT NULL) STRICT""",
    "CREATE INDEX sale_return_of ON sale_return (of_entry_no) WHERE of_entry_no IS NOT NULL",
    """CREATE TABLE return_line (
        row_no INTEGER PRIMARY KEY,
        return_place INTEGER NOT NULL,
        line_no INTEGER NOT NULL,
        of_line_no INTEGER NOT NULL,
        version_no INTEGER NOT NULL REFERENCES product_version,
        quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0),
        amount_minor INTEGER NOT NULL,
        tax_class TEXT NOT NULL,
        tax_minor INTEGER NOT NULL,
        gross_minor INTEGER NOT NULL,
        reason TEXT NOT NULL,
        replaced_by INTEGER NOT NULL,
        tax_label TEXT NOT NULL,
        rate_numerator INTEGER,
        rate_denominator INTEGER) STRICT""",
)


def upgrade() -> None:
    """Make `account` anew with its key; add columns and tables; what is there keeps its meaning."""
    for statement in (*ACCOUNT, *MEMBER, PROGRAM, *SALE, *RETURN):
        op.execute(statement)

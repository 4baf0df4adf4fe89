"""Quick keys; print jobs learn of copies, reasons, tries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

QUICK_KEY = """CREATE TABLE quick_key (
    position INTEGER PRIMARY KEY,
    product_id BLOB NOT NULL UNIQUE REFERENCES product (product_id)) STRICT"""

OPEN_JOBS = """CREATE INDEX print_job_open ON print_job (job_id)
    WHERE state IN ('queued', 'sending', 'unknown', 'waiting')"""

STATES = "state IN ('queued', 'sending', 'sent', 'confirmed', 'unknown', 'waiting', 'dropped')"


def upgrade() -> None:
    """Add the table of quick keys; make print_job anew with its further columns."""
    op.execute(QUICK_KEY)
    with op.batch_alter_table("print_job", recreate="always", table_kwargs={"sqlite_strict": True}) as table:
        table.add_column(sa.Column("is_copy", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("reason", sa.Text, nullable=False, server_default=""))
        table.add_column(sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
        table.create_check_constraint("print_job_state", STATES)
    op.execute(OPEN_JOBS)

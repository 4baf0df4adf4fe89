"""What all members together gave to charities."""

from __future__ import annotations

from pos_app.loyalty.accounts import donation_key
from pos_app.loyalty.ledger import EntryKind
from pos_app.ports.records import Donations
from pos_app.storage.database import Database

_PREFIX = donation_key("")
_TOTALS = "SELECT key, sum(balance_points) FROM account WHERE key GLOB ? GROUP BY key"
_GIVEN = """SELECT a.key, coalesce(sum(l.points) FILTER (WHERE l.rule = substr(a.key, ?)), 0),
    coalesce(sum(l.points) FILTER (WHERE l.rule <> substr(a.key, ?)), 0),
    count(DISTINCT l.entry_no) FILTER (WHERE l.kind = ?)
    FROM account a JOIN ledger l ON l.account_id = a.account_id WHERE a.key GLOB ? GROUP BY a.key ORDER BY a.key"""


def donated(database: Database) -> dict[str, int]:
    """Return what was given per charity (its id), in minor units, less what returns took back."""
    rows = database.rows(_TOTALS, (f"{_PREFIX}*",))
    return {key.removeprefix(_PREFIX): minor for key, minor in rows}


def donations(database: Database) -> tuple[Donations, ...]:
    """Return by whom it was given and with how many sales, in order of the charities' ids: reads the whole ledger."""
    start = len(_PREFIX) + 1
    return tuple(
        Donations(key.removeprefix(_PREFIX), shop, points, sales)
        for key, shop, points, sales in database.rows(
            _GIVEN, (start, start, EntryKind.EARN.value, f"{_PREFIX}*")
        )
    )

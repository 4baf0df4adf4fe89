"""Settings of what happens to points with time, one table of the file each."""

from __future__ import annotations

from pos_app.kernel.limits import PROGRAM_DAYS_MAX, PROGRAM_MONTHS_MAX
from pos_app.loyalty.settings import Expiry, ExpiryKind
from pos_app.loyalty.table import Table

_INACTIVITY_MONTHS = 24


def expiry(root: Table) -> Expiry:
    """Read [expiry]."""
    table = root.table("expiry", later=("on_change",))
    kind = table.choice("kind", ExpiryKind.INACTIVITY)
    months = table.whole("months", 0, 0, PROGRAM_MONTHS_MAX)
    days = table.whole("days", 0, 0, PROGRAM_DAYS_MAX)
    if days and kind is not ExpiryKind.AFTER:
        table.problem("days", "program.days_only_after", kind=kind.value)
    if months and days:
        table.problem("days", "program.days_or_months")
    if kind is ExpiryKind.AFTER and not months and not days:
        table.problem("kind", "program.after_what")
    if kind is ExpiryKind.NEVER and months:
        table.problem("months", "program.never_has_no_months")
    if kind is ExpiryKind.INACTIVITY:
        if table.values.get("months") == 0 and table.values["months"] is not False:
            table.problem("months", "program.out_of_range", least=1, most=PROGRAM_MONTHS_MAX)
        months = months or _INACTIVITY_MONTHS
    table.close()
    return Expiry(kind=kind, months=months, days=days)

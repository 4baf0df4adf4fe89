"""The settings of returns, [returns] of the file."""

from __future__ import annotations

from pos_app.kernel.limits import PROGRAM_DAYS_MAX
from pos_app.loyalty.settings import OldExpiry, Returns, Shortfall, TakeBack, WithoutReceipt
from pos_app.loyalty.table import Table


def returns(root: Table) -> Returns:
    """Read [returns]: what goods that come back do to points; `days` 0 = on the same day only."""
    table = root.table("returns")
    found = Returns(
        take_back=table.choice("take_back", TakeBack.CUMULATIVE),
        give_back_spent=table.flag("give_back_spent", True),
        shortfall=table.choice("shortfall", Shortfall.DEBT),
        old_expiry=table.choice("old_expiry", OldExpiry.LATER),
        days=table.whole("days", Returns().days, 0, PROGRAM_DAYS_MAX),
        without_receipt=table.choice("without_receipt", WithoutReceipt.MANAGER),
    )
    table.close()
    return found

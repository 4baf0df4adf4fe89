"""Who may agree to a return."""

from __future__ import annotations

from pos_app.kernel.errors import Refused
from pos_app.loyalty.settings import Returns, WithoutReceipt

_DAY_MS = 24 * 60 * 60 * 1000


def check_window(returns: Returns, sold_at_ms: int, at_ms: int, approved: bool) -> None:
    """Raise Refused `return.too_late` when the window is over (0 days = never) and nobody in charge agreed."""
    if returns.days and at_ms - sold_at_ms > returns.days * _DAY_MS and not approved:
        raise Refused("return.too_late", days=returns.days)


def check_without_receipt(returns: Returns, approved: bool) -> None:
    """Raise Refused `return.refused_without_receipt`, or `return.needs_manager` when nobody in charge agreed."""
    if returns.without_receipt is WithoutReceipt.REFUSED:
        raise Refused("return.refused_without_receipt")
    if returns.without_receipt is WithoutReceipt.MANAGER and not approved:
        raise Refused("return.needs_manager")

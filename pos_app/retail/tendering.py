"""What may be taken in payment, with the quick cash amounts."""

from __future__ import annotations

from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import CASH_OVER_FACTOR, CASH_OVER_MINOR, TENDER_MINOR_MAX
from pos_app.kernel.money import Currency
from pos_app.retail.tender import Tender, TenderKind

_NOTES = {
    "EUR": (500, 1000, 2000, 5000, 10000, 20000),
    "USD": (100, 500, 1000, 2000, 5000, 10000),
    "GBP": (500, 1000, 2000, 5000),
    "TRY": (500, 1000, 2000, 5000, 10000, 20000),
    "CHF": (1000, 2000, 5000, 10000, 20000),
    "JPY": (1000, 5000, 10000),
}
"""Banknotes in minor units."""


def check_tender(kind: TenderKind, given_minor: int, due_minor: int) -> None:
    """Raise Refused when this cannot be taken.

    The codes: `tender.nothing_due`, `tender.not_positive`, `tender.absurd`, `tender.over_due`.
    Less than what is due is a split payment; cash may be more, within reason: a scanned code must never become money.
    """
    if due_minor <= 0:
        raise Refused("tender.nothing_due")
    if given_minor <= 0:
        raise Refused("tender.not_positive")
    if kind is not TenderKind.CASH:
        if given_minor > due_minor:
            raise Refused("tender.over_due", due_minor=due_minor)
        return
    most = min(TENDER_MINOR_MAX, max(due_minor * CASH_OVER_FACTOR, due_minor + CASH_OVER_MINOR))
    if given_minor > most:
        raise Refused("tender.absurd", given_minor=given_minor, due_minor=due_minor)


def check_payout(kind: TenderKind, given_minor: int, payout_minor: int) -> None:
    """Raise Refused `tender.no_way_back`, `tender.not_positive`, `tender.over_payout` when this cannot be paid out.

    Nothing is put back on a gift card: not every terminal can, and the card is often gone.
    """
    if kind is TenderKind.GIFT_CARD:
        raise Refused("tender.no_way_back")
    if given_minor <= 0:
        raise Refused("tender.not_positive")
    if given_minor > payout_minor:
        raise Refused("tender.over_payout", payout_minor=payout_minor)


def quick_amounts(due_minor: int, currency: Currency, count: int = 4) -> tuple[int, ...]:
    """Return the cash amounts a customer is likely to hand over: exactly what is due, then sums of notes.

    A sum in coins comes first only while little is due: nobody hands over 84.00 for 83.74.
    """
    if due_minor <= 0:
        return ()
    scale = 10**currency.digits
    notes = _NOTES.get(currency.code, (5 * scale, 10 * scale, 20 * scale, 50 * scale, 100 * scale))
    coins = (scale,) if due_minor <= notes[1] else ()
    likely = {-(-due_minor // note) * note for note in (*coins, *notes)}
    more = sorted(amount for amount in likely if amount > due_minor)
    return (due_minor, *more[: count - 1])


def settled(tenders: tuple[Tender, ...], change_minor: int) -> tuple[Tender, ...]:
    """Return the tenders with the change taken off the cash that was given last, so that amounts add up to the total.

    Raises Refused `tender.cash_too_small` when more came by card or coupon than the sale is worth.
    """
    left = change_minor
    result = []
    for tender in reversed(tenders):
        if left and tender.kind is TenderKind.CASH:
            off = min(left, tender.given_minor)
            left -= off
            tender = Tender(
                tender.tender_no, tender.kind, tender.given_minor - off, tender.given_minor, tender.reference
            )
        result.append(tender)
    if left:
        raise Refused("tender.cash_too_small")
    return tuple(reversed(result))

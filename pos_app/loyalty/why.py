"""Figures explained in one sentence of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.kernel.messages import Message, Translate
from pos_app.loyalty.accounts import PENDING, POINTS, QUALIFYING, donation_key, remainder_key
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.quote import EarnItem, Quote
from pos_app.loyalty.settings import TierMeasure

_IN_POINTS = (POINTS, PENDING)
_WHOLE_SALE = "earn.sale"
"""What a bonus of the whole sale gives lies on no line."""
_CUTS = ("earn.cut_sale", "earn.cut_day")
_IN_MONEY = (remainder_key(""), donation_key(""))
_PARTS = {
    "earn.spend": "why.spend",
    "earn.spend_step": "why.spend_step",
    "earn.spend_carried": "why.spend_carried",
    "earn.percent": "why.percent",
    "earn.cut_sale": "why.cut_sale",
    "earn.cut_day": "why.cut_day",
}


def why_points(quote: Quote, translate: Translate) -> str:
    """Return where the points of a sale come from: `26 = 24.00 x 1 + 2 Tuesday bonus; gift card left out`."""
    parts = _sum(quote.earned, translate)
    left_out = ", ".join(dict.fromkeys(say(each.reason, translate) for each in quote.left_out))
    if not parts:
        if left_out:
            return translate("why.no_points_because", left_out=left_out)
        return translate("why.no_points")
    if left_out:
        return translate("why.points_less", total_points=quote.earn_points, parts=parts, left_out=left_out)
    return translate("why.points", total_points=quote.earn_points, parts=parts)


def why_line(quote: Quote, line_no: int, translate: Translate) -> str:
    """Return why a line earns nothing, empty when no rule or law says so."""
    return ", ".join(say(each.reason, translate) for each in quote.left_out if each.line_no == line_no)


def why_line_points(quote: Quote, line_no: int, translate: Translate) -> str:
    """Return where the points of a line come from, empty when it has none.

    Rules that count over several lines give them their points together: then the line's figure is told as its part of
    what all lines earn, never as if the line had earned it alone. A limit on the sale takes from bonuses, too: then it
    is a part of the points of the whole sale.
    """
    line_points = quote.line_points.get(line_no, 0)
    if not line_points:
        return ""
    own = [item for item in quote.earned if item.line_no == line_no]
    if own and sum(item.points for item in own) == line_points:
        return translate("why.line_points", line_points=line_points, parts=_sum(own, translate))
    shared = [item for item in quote.earned if item.reason.code != _WHOLE_SALE]
    if len(shared) == len(quote.earned) or any(item.reason.code in _CUTS for item in shared):
        shared = list(quote.earned)
    params = {"line_points": line_points, "all_points": sum(item.points for item in shared)}
    return translate("why.line_share", **params, parts=_sum(shared, translate))


def why_entry(entry: EntryDraft, translate: Translate, measure: TierMeasure = TierMeasure.POINTS) -> str:
    """Return why a ledger entry is there, with its points, stamps or money.

    `measure` is what the program's tiers count: what the `qualifying` account holds.
    """
    reason = say(entry.reason, translate)
    more, amount = entry.points >= 0, abs(entry.points)
    if entry.key == QUALIFYING and measure is TierMeasure.POINTS:
        return translate("why.earned" if more else "why.spent", part_points=amount, reason=reason)
    if entry.key.startswith(_IN_MONEY) or (entry.key == QUALIFYING and measure is TierMeasure.SPEND):
        return translate("why.more_money" if more else "why.less_money", part_minor=amount, reason=reason)
    if entry.key not in _IN_POINTS:
        return translate("why.more_count" if more else "why.less_count", part_count=amount, reason=reason)
    return translate("why.earned" if more else "why.spent", part_points=amount, reason=reason)


def say(message: Message, translate: Translate) -> str:
    """Return a message as a sentence."""
    return translate(message.code, **message.params)


def _sum(items: Iterable[EarnItem], translate: Translate) -> str:
    """Return the parts of the points, those that a limit takes off again with a minus."""
    text = ""
    for item in items:
        sign = (" - " if item.points < 0 else " + ") if text else ("-" if item.points < 0 else "")
        text += sign + say(_part(item.reason, abs(item.points)), translate)
    return text


def _part(reason: Message, points: int) -> Message:
    """Return the short form of an earn reason, as a part of a sum."""
    params = {**reason.params, "part_points": points}
    if reason.code in _PARTS:
        return Message(_PARTS[reason.code], params)
    if reason.code == "earn.unit":
        return Message("why.unit" if params["step_milli"] == 1000 else "why.part", params)
    if reason.code in ("earn.tier", "earn.multiplier"):
        return Message("why.multiplier", params)
    return Message("why.part", params)

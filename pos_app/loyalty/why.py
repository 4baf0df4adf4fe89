"""Figures explained in one sentence of the reader's language."""

from __future__ import annotations

from pos_app.kernel.messages import Message, Translate
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.quote import Quote


def why_points(quote: Quote, translate: Translate) -> str:
    """Return where the points of a sale come from: `26 = 24.00 x 1 + 2 Tuesday bonus; gift card left out`."""
    parts = " + ".join(say(_part(item.reason, item.points), translate) for item in quote.earned)
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


def why_entry(entry: EntryDraft, translate: Translate) -> str:
    """Return why a ledger entry is there, with its points."""
    reason = say(entry.reason, translate)
    code = "why.earned" if entry.points >= 0 else "why.spent"
    return translate(code, part_points=abs(entry.points), reason=reason)


def say(message: Message, translate: Translate) -> str:
    """Return a message as a sentence."""
    return translate(message.code, **message.params)


def _part(reason: Message, points: int) -> Message:
    """Return the short form of an earn reason, as a part of a sum."""
    params = {**reason.params, "part_points": points}
    if reason.code == "earn.spend":
        return Message("why.spend", params)
    if reason.code == "earn.spend_step":
        return Message("why.spend_step", params)
    if reason.code == "earn.unit":
        return Message("why.unit" if params["step_milli"] == 1000 else "why.part", params)
    if reason.code in ("earn.tier", "earn.multiplier"):
        return Message("why.multiplier", params)
    return Message("why.part", params)

"""Every figure of the checkout explained in one sentence, asked for by its name. No Qt here."""

from __future__ import annotations

from pos_app.checkout.evaluation import Evaluated
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.why import why_line_points, why_points
from pos_app.receipts.explaining import change_line, paid_lines, saved_lines, tax_lines, total_lines
from pos_app.ui import explaining
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.showing_member import NUDGES_SHOWN, price_of
from pos_app.ui.checkout.state import Mode
from pos_app.ui.formatting import Formats


def why(desk: Desk, figure: str) -> str:
    """Return the sentence of a figure, empty when there is nothing to tell.

    Names: items, saved, tax, last_change, last_item, balance, earning, tier, nudge, `points:` with a line number,
    `reward:` with a reward's id.
    """
    session, formats = desk.session, desk.formats
    evaluated = session.evaluated
    kind, _, rest = figure.partition(":")
    match kind:
        case "items":
            return _items(evaluated, formats)
        case "saved":
            return "\n".join(saved_lines(evaluated.sale, evaluated.figures, formats.translate, formats))
        case "tax":
            return "\n".join(
                tax_lines(evaluated.figures, session.tools.shop.tax.mode, formats.translate, formats)
            )
        case "last_change":
            last = session.last
            return (
                ""
                if last is None or desk.last_change_minor is None
                else change_line(last.completed, formats.translate, formats)
            )
        case "last_item":
            return _last_item(desk)
        case "points":
            return why_line_points(evaluated.quote, int(rest), formats.translate)
        case "balance":
            return explaining.balance(evaluated, session.tools.program, formats)
    return _of_member(desk, kind, rest)


def _of_member(desk: Desk, kind: str, rest: str) -> str:
    evaluated, formats = desk.session.evaluated, desk.formats
    quote, snapshot, say = evaluated.quote, evaluated.snapshot, formats.translate
    if snapshot is None:
        return ""
    at_ms = min(desk.clock.now_ms(), snapshot.as_of_ms)
    match kind:
        case "earning":
            return say("why.earning", sentence=why_points(quote, say))
        case "tier":
            told = explaining.tier(
                desk.session.tools.program, snapshot, evaluated.basket.at_ms, formats, quote.tier
            )
            as_of = say("why.as_of", day_ms=at_ms, time=formats.time(at_ms))
            return "\n".join(part for part in (told, as_of) if part)
        case "nudge":
            shown = quote.nudges[:NUDGES_SHOWN]
            return "\n".join(say("why.nudge", nudge=formats.say(one)) for one in shown)
        case "reward":
            for option in quote.rewards:
                if option.reward_id == rest:
                    cost, all_cost = price_of(option, formats), price_of(option, formats, option.used)
                    return explaining.reward(option, cost, all_cost, formats)
    return ""


def _last_item(desk: Desk) -> str:
    """Return what the amount on the card consists of, while its line still comes to that amount."""
    shown = desk.last_item
    for row in reversed(desk.rows_shown[2]):
        if shown.amount and (row.name, row.amount) == (shown.name, shown.amount):
            return row.why
    return ""


def tile_why(desk: Desk) -> str:
    """Return what the amount of the big tile consists of, empty while there is nothing to add up."""
    session, formats = desk.session, desk.formats
    mode, evaluated = session.tools.shop.tax.mode, session.evaluated
    if desk.mode is Mode.DONE and session.last is not None:
        done = session.last.completed
        said = total_lines(done.figures, mode, formats.translate, formats)
        said += paid_lines(done.figures, done.sale.tenders, formats.translate, formats)
        return "\n".join(
            [*said, change_line(done, formats.translate, formats)] if done.figures.total_minor >= 0 else said
        )
    figures = evaluated.figures
    if not evaluated.sale.lines and not figures.refund_minor:
        return ""
    said = total_lines(figures, mode, formats.translate, formats)
    if desk.mode is Mode.PAYING or figures.paid_minor:
        said += paid_lines(figures, evaluated.tenders, formats.translate, formats)
        if figures.total_minor < 0:
            said.append(formats.translate("why.still_out", amount=formats.money(figures.payout_minor)))
        else:
            said.append(formats.translate("why.still_due", amount=formats.money(figures.due_minor)))
    return "\n".join(said)


def _items(evaluated: Evaluated, formats: Formats) -> str:
    items = evaluated.figures.items
    if not items:
        return ""
    weighed = sum(line.product.unit is not Unit.PIECE for line in evaluated.sale.lines)
    return formats.translate("why.items", items=items, pieces=items - weighed, weighed=weighed)

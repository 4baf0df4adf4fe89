"""Every figure of a completed sale explained in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos_app.kernel.messages import Translate
from pos_app.kernel.money import Rate
from pos_app.kernel.notation import figures_of
from pos_app.kernel.quantity import Unit, extended_minor
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.quote import PointsStatement
from pos_app.loyalty.why import why_entry
from pos_app.retail.completed import CompletedSale
from pos_app.retail.figures import LineFigures, SaleFigures
from pos_app.retail.returning import new_goods
from pos_app.retail.sale import Sale, SaleLine
from pos_app.retail.shop import ShopProfile, TaxMode
from pos_app.retail.tender import Tender


class Notation(Protocol):
    """How figures are written: the shop's on paper, with a real minus on a screen."""

    def money(self, amount_minor: int, /) -> str:
        """Return minor units as `1,234.50`."""
        ...

    def percent(self, rate: Rate, /) -> str:
        """Return a tax rate."""
        ...

    def quantity(self, quantity_milli: int, unit: Unit, /) -> str:
        """Return thousandths as `3` or `1.245`."""
        ...


def explained(
    completed: CompletedSale,
    statement: PointsStatement | None,
    shop: ShopProfile,
    translate: Translate,
    entries: Sequence[EntryDraft] = (),
    lots: Sequence[tuple[int | None, int]] = (),
) -> list[str]:
    """Return one sentence a figure (with a line for each part of a sum), sections apart by an empty line.

    `entries` are those that the sale made, `lots` what the member has today: (end in ms or None, point units).
    """
    figures, sale = figures_of(shop.locale, shop.zone, shop.currency.digits), completed.sale
    computed = {line.line_no: line for line in completed.figures.lines}
    said = [translate("why.heading", number=completed.receipt_number)]
    for line in sale.lines:
        name = line.product.receipt_name or line.product.name
        said += ["", name]
        said += [f"  {part}" for part in line_lines(line, computed[line.line_no], translate, figures)]
    said += ["", *total_lines(completed.figures, shop.tax.mode, translate, figures)]
    said += paid_lines(completed.figures, sale.tenders, translate, figures)
    if completed.figures.total_minor >= 0:
        said.append(change_line(completed, translate, figures))
    saved = saved_lines(sale, completed.figures, translate, figures)
    said += ["", *saved] if saved else []
    if shop.tax.mode is TaxMode.EXCLUSIVE:
        said += ["", *tax_lines(completed.figures, shop.tax.mode, translate, figures)]
    if statement is not None and statement.masked_name:
        said += ["", *point_lines(statement, entries, translate), *lot_lines(lots, translate)]
    return said


def line_lines(line: SaleLine, came_to: LineFigures, translate: Translate, figures: Notation) -> list[str]:
    """Return quantity times price, every adjustment with its reason, what they come to; then the line's points, which
    rules may have counted over several lines.
    """
    counted = extended_minor(line.unit_price_minor, line.quantity_milli) == came_to.extended_minor
    said = [
        translate(
            "why.extended" if counted else "why.label",
            quantity=figures.quantity(line.quantity_milli, line.product.unit),
            price=figures.money(line.unit_price_minor),
            amount=figures.money(came_to.extended_minor),
        )
    ]
    said += [
        translate("why.part_of", amount=figures.money(one.amount_minor),
                  name=translate(one.reason.code, **one.reason.params))
        for one in came_to.adjustments
    ]  # fmt: skip
    if came_to.adjustments:
        said.append(translate("why.sum", amount=figures.money(came_to.amount_minor)))
    if came_to.points:
        said.append(translate("why.line_of_sale", line_points=came_to.points))
    return said


def total_lines(came_to: SaleFigures, mode: TaxMode, translate: Translate, figures: Notation) -> list[str]:
    """Return the parts of a total, which add up to it; tax that the prices contain is told after them."""
    money = figures.money
    said = [translate("why.goods", amount=money(came_to.goods_minor + came_to.saved_minor))]
    if came_to.refund_minor:
        said.append(translate("why.returned", amount=money(-came_to.refund_minor)))
    if came_to.saved_minor:
        said.append(translate("why.saved", amount=money(-came_to.saved_minor)))
    added = came_to.total_minor - came_to.goods_minor + came_to.refund_minor
    if mode is TaxMode.EXCLUSIVE and added == came_to.tax_minor:
        said += [
            translate("why.tax", label=tax.label, amount=money(tax.tax_minor), net=money(tax.net_minor))
            for tax in came_to.taxes
        ]
    elif added:
        said.append(translate("why.tax_added", amount=money(added)))
    back = came_to.total_minor < 0
    total = money(abs(came_to.total_minor))
    said.append(translate("why.total_back" if back else "why.total", amount=total))
    if mode is TaxMode.INCLUSIVE:
        said += tax_lines(came_to, mode, translate, figures)
    return said


def tax_lines(came_to: SaleFigures, mode: TaxMode, translate: Translate, figures: Notation) -> list[str]:
    """Return the tax of every rate, then their sum where there are several."""
    code = "why.tax_within" if mode is TaxMode.INCLUSIVE else "why.tax_on"
    money = figures.money
    said = [
        translate(code, amount=money(tax.tax_minor), label=tax.label, rate=figures.percent(tax.rate),
                  net=money(tax.net_minor))
        for tax in came_to.taxes
    ]  # fmt: skip
    if len(said) > 1:
        said.append(translate("why.tax_in_all", amount=money(came_to.tax_minor)))
    return said or ([translate("why.tax_none")] if came_to.lines else [])


def saved_lines(sale: Sale, came_to: SaleFigures, translate: Translate, figures: Notation) -> list[str]:
    """Return each reason with what it took off; together they are what was saved."""
    if not came_to.saved_minor:
        return [translate("why.saved_none")] if sale.lines else []
    anew = {line.line_no for line in new_goods(sale)}
    reasons: dict[str, int] = {}
    for line in came_to.lines:
        for one in line.adjustments if line.line_no in anew else ():
            if one.amount_minor < 0:
                name = translate(one.reason.code, **one.reason.params)
                reasons[name] = reasons.get(name, 0) - one.amount_minor
    money = figures.money
    parts = [translate("why.part_of", amount=money(minor), name=name) for name, minor in reasons.items()]
    return [*parts, translate("why.saved_in_all", amount=money(came_to.saved_minor))]


def paid_lines(
    came_to: SaleFigures, tenders: Sequence[Tender], translate: Translate, figures: Notation
) -> list[str]:
    """Return what each tender takes off the total, as given; of one that goes back, what it pays out."""
    sign = -1 if came_to.total_minor >= 0 else 1
    return [
        translate("why.paid_by", amount=figures.money(sign * abs(one.given_minor)),
                  means=translate(f"receipt.tender.{one.kind.value}"))
        for one in tenders
    ]  # fmt: skip


def change_line(completed: CompletedSale, translate: Translate, figures: Notation) -> str:
    """Return the change as what was given less the total."""
    came_to, money = completed.figures, figures.money
    if not came_to.change_minor:
        return translate("why.change_none", total=money(abs(came_to.total_minor)))
    given = sum(one.given_minor for one in completed.sale.tenders if one.given_minor > 0)
    return translate("why.change", given=money(given), total=money(came_to.total_minor),
                     change=money(came_to.change_minor))  # fmt: skip


def point_lines(statement: PointsStatement, entries: Sequence[EntryDraft], translate: Translate) -> list[str]:
    """Return the points by rule, then the balance as what was there before with every entry of this sale.

    What was earned stands among those entries, unless it waits on another account: then it is told apart.
    """
    moved = [entry for entry in entries if entry.key == POINTS and entry.points]
    earned = sum(points for _, points in statement.earned)
    said: list[str] = []
    if sum(entry.points for entry in moved if entry.kind is EntryKind.EARN) != earned:
        said += [
            translate("why.earned", part_points=points, reason=translate(reason.code, **reason.params))
            for reason, points in statement.earned
        ]
    if statement.earned:
        said += [translate("why.earned_in_all", all_points=earned), ""]
    before = statement.balance_points - sum(entry.points for entry in moved)
    said.append(translate("why.before", before_points=before))
    said += [why_entry(entry, translate) for entry in moved]
    return [*said, translate("why.after", balance_points=statement.balance_points)]


def lot_lines(lots: Sequence[tuple[int | None, int]], translate: Translate) -> list[str]:
    """Return the points of today as lots with their ends, nothing without any."""
    if not lots:
        return []
    said = ["", translate("why.today", today_points=sum(points for _, points in lots))]
    for ends_ms, points in lots:
        if ends_ms is None:
            said.append("  " + translate("why.lot_unending", lot_points=points))
        else:
            said.append("  " + translate("why.lot", lot_points=points, ends_ms=ends_ms))
    return said

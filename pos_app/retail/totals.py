"""Every figure of a sale, computed from scratch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pos_app.kernel.quantity import MILLI, Unit, is_whole
from pos_app.retail.figures import LineFigures, SaleFigures
from pos_app.retail.sale import Adjustment, Sale, SaleLine
from pos_app.retail.shop import TaxMode, TaxRules
from pos_app.retail.tax import less_returned, tax_table
from pos_app.retail.tender import Tender


def figures(
    sale: Sale,
    rules: TaxRules,
    changes: Mapping[int, Sequence[Adjustment]],
    points: Mapping[int, int],
    more_tenders: Sequence[Tender] = (),
) -> SaleFigures:
    """Return the figures of `sale`.

    `changes` are the adjustments that promotions and rewards make per line number, `points` what each line earns,
    `more_tenders` those that are computed (points) rather than taken. What returned goods bring comes off the total;
    what is left of it after new goods is paid out, by negative tenders; the tax table holds both. Goods swapped for the
    same move no money, no tax. Raises Refused `tax.unknown_class`.
    """
    lines = tuple(
        line_figures(line, changes.get(line.line_no, ()), points.get(line.line_no, 0)) for line in sale.lines
    )
    returned = [line for back in sale.returns for line in back.lines] if sale.returns else []
    swapped = {line.replaced_by for line in returned if line.replaced_by}
    sold = [line for line in lines if line.line_no not in swapped] if swapped else lines
    taxes = tax_table(((line.tax_class, line.amount_minor) for line in sold), rules)
    total = goods = sum(line.amount_minor for line in lines)
    if rules.mode is TaxMode.EXCLUSIVE:
        total += sum(row.tax_minor for row in taxes)
        total += sum(line.tax_minor for line in returned if line.replaced_by)
    if returned:
        taxes = less_returned(taxes, (line for line in returned if not line.replaced_by), rules)
    refund = sum(one.refund_minor for one in sale.returns)
    total -= refund
    given = [one.given_minor for one in (*sale.tenders, *more_tenders)]
    taken = sum(each for each in given if each > 0)
    balance = sum(given) - total
    change = min(max(0, balance), taken)
    return SaleFigures(
        lines=lines,
        taxes=taxes,
        goods_minor=goods,
        tax_minor=sum(row.tax_minor for row in taxes),
        total_minor=total,
        saved_minor=-sum(
            one.amount_minor for line in sold for one in line.adjustments if one.amount_minor < 0
        ),
        paid_minor=sum(given) - change,
        due_minor=max(0, -balance),
        change_minor=change,
        items=item_count(sale.lines),
        refund_minor=refund,
        payout_minor=max(0, balance) - change,
    )


def line_figures(line: SaleLine, changes: Sequence[Adjustment], points: int) -> LineFigures:
    """Return one line after its own and the given adjustments."""
    adjustments = (*line.adjustments, *changes) if changes else line.adjustments
    amount = line.extended_minor
    for adjustment in adjustments:
        amount += adjustment.amount_minor
    return LineFigures(line.line_no, line.extended_minor, adjustments, amount, line.product.tax_class, points)


def item_count(lines: Iterable[SaleLine]) -> int:
    """Return the pieces; what is weighed, and history that counts no pieces, is one item a line."""
    return sum(
        line.quantity_milli // MILLI
        if line.product.unit is Unit.PIECE and is_whole(line.quantity_milli) and line.quantity_milli > 0
        else 1
        for line in lines
    )

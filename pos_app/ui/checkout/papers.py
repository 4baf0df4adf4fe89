"""Coupons with entered codes as rows of the sale, which Del takes off again. No Qt here."""

from __future__ import annotations

from pos_app.checkout.coupons import name_of
from pos_app.checkout.promo_codes import rules_of
from pos_app.checkout.session import CheckoutSession
from pos_app.ui.checkout.showing_lines import Papers
from pos_app.ui.formatting import Formats


def papers_of(session: CheckoutSession, formats: Formats) -> Papers:
    """Return one row a coupon, then one a code, numbered -1, -2, ... in this order."""
    sale, compiled = session.sale, session.tools.program
    said = [
        formats.translate("ui.line.coupon", name=name_of(compiled.program, one.rule_id))
        for one in sale.coupons
    ]
    for code in sale.codes:
        names = [rule.name for rule in rules_of(compiled, code)] or [""]
        said.append(formats.translate("ui.line.code", code=code.upper(), name=names[0]))
    return tuple((-1 - at, text) for at, text in enumerate(said))


def drop_paper(session: CheckoutSession, number: int) -> None:
    """Take the coupon or code of a row off the sale."""
    at, sale = -1 - number, session.sale
    if at < len(sale.coupons):
        session.drop_coupon(sale.coupons[at].coupon_id)
    elif at - len(sale.coupons) < len(sale.codes):
        session.drop_code(sale.codes[at - len(sale.coupons)])

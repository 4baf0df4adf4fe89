"""What has to be held for the open sale; what is said when it cannot be."""

from __future__ import annotations

from pos_app.checkout import coupons, redeem
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.finish import settlement_of
from pos_app.checkout.holding import Answer, Question, Short, drains_of, spends_of
from pos_app.checkout.open_sale import OpenSale
from pos_app.kernel.ids import AccountId
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import PENDING, POINTS, account_id
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.member import MemberSnapshot


def to_choose(session: OpenSale, reward_id: str, points: int = 0) -> Question:
    """Return what must be held before a reward is chosen, nothing where nobody can be asked. Raises as
    `redeem.choose`.
    """
    changed = redeem.choose(session.tools, session.evaluated, reward_id, points)
    if not session.holding.may_ask:
        return Question(session.sale.sale_id, ())
    return _question(session, redeem.as_if(session.tools, session.evaluated, changed))


def to_pay(session: OpenSale) -> Question:
    """Return what the open sale spends that is not held yet, nothing where nobody can be asked."""
    if not session.holding.may_ask or not spends_anything(session):
        return Question(session.sale.sale_id, ())
    return _question(session, session.evaluated)


def spends_anything(session: OpenSale) -> bool:
    """False for a sale that certainly spends nothing, said without working it out."""
    sale = session.sale
    return bool((sale.rewards and session.evaluated.found is not None) or sale.coupons)


def surplus(session: OpenSale) -> tuple[AccountId, ...]:
    """Return accounts of which something is held that the open sale no longer spends."""
    holding = session.holding
    if not holding.held:
        return ()
    if not spends_anything(session):
        return tuple(holding.held)
    return holding.surplus(spends_of(settlement_of(session.tools, session.evaluated)))


def take_off(session: OpenSale, short: Short) -> Message:
    """Take off the open sale what spends of an account that has too little; return what to say."""
    entry = _entry_of(session, short.account_id)
    if entry is None:
        return _said(session, short, "")
    message = _said(session, short, entry.rule)
    sale = session.sale
    coupon = next((one for one in sale.coupons if f"use:coupon:{one.coupon_id}" == entry.leg), None)
    session.apply(redeem.drop(sale, entry.rule) if coupon is None else coupons.drop(sale, coupon.coupon_id))
    return message


def refusal(session: OpenSale, answer: Answer, reward_id: str) -> Message | None:
    """Return why a reward that was asked for cannot be had; None when nothing was refused."""
    return _said(session, answer.short[0], reward_id) if answer.short else None


def _said(session: OpenSale, short: Short, rule_id: str) -> Message:
    program, snapshot = session.tools.program.program, session.evaluated.snapshot
    if snapshot is not None and short.account_id in _points_of(snapshot):
        return _points_said(session, snapshot, short)
    entry = _entry_of(session, short.account_id)
    if entry is not None and entry.owner is None and entry.key != POINTS:
        return Message("coupon.used", {"name": coupons.name_of(program, entry.rule)})
    name = next((one.name for one in program.rewards if one.benefit_id == rule_id), rule_id)
    return Message("hold.stamps_reserved", {"name": name})


def _points_said(session: OpenSale, snapshot: MemberSnapshot, short: Short) -> Message:
    """Say that points are reserved elsewhere, or that the server has not heard yet of those that were earned here."""
    balance, book = _balance(snapshot, short), session.tools.cut_off
    told = book.told(short.account_id) if book is not None else None
    waiting = max(0, told.waiting_points) if told is not None else 0
    if waiting and balance - waiting <= short.available:
        return Message("hold.on_their_way", {"waiting_points": waiting, "left_points": short.available})
    balance = max(balance, short.available)
    reserved = balance - short.available
    return Message(
        "hold.points_reserved",
        {"reserved_points": reserved, "balance_points": balance, "left_points": short.available},
    )


def _points_of(snapshot: MemberSnapshot) -> tuple[AccountId, AccountId]:
    """Return the accounts of a member's points: those that can be spent, those that wait."""
    return snapshot.points_account, account_id(snapshot.member_id, PENDING)


def _balance(snapshot: MemberSnapshot, short: Short) -> int:
    if short.account_id == snapshot.points_account:
        return snapshot.balance_points
    return snapshot.account(PENDING).balance_points


def _entry_of(session: OpenSale, account: AccountId) -> EntryDraft | None:
    drains = drains_of(settlement_of(session.tools, session.evaluated))
    return next((each.entry for each in reversed(drains) if each.account_id == account), None)


def _question(session: OpenSale, evaluated: Evaluated) -> Question:
    settlement = settlement_of(session.tools, evaluated)
    amounts = session.holding.missing(spends_of(settlement))
    bearers = frozenset(each.account_id for each in drains_of(settlement) if each.entry.owner is None)
    return Question(session.sale.sale_id, amounts, bearers)

"""Coupons on paper: issued, used, owed until the next visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from pos_app.kernel.ids import EventId, LotId, derived_id
from pos_app.kernel.messages import Message
from pos_app.loyalty.accounts import coupon_key, owed_key
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.ledger import EntryDraft, EntryKind, LotChange
from pos_app.loyalty.lifecycle.booking import owe, put, take
from pos_app.loyalty.lifecycle.sold import Sold
from pos_app.loyalty.lifecycle.standing import holds
from pos_app.loyalty.limiting import use_entries, uses_left
from pos_app.loyalty.lots import lots_of
from pos_app.loyalty.quote import PaperCoupon
from pos_app.loyalty.rules import Effect
from pos_app.loyalty.spans import day_of, end_of_day, start_of_day

_ISSUED = "issue:"
"""Before a coupon's id: what counts how many were given, beside the uses of what it gives."""


class Issued(NamedTuple):
    """Coupons to print, with the entries that make them good."""

    entries: tuple[EntryDraft, ...]
    papers: tuple[PaperCoupon, ...]


def issue(
    compiled: CompiledProgram, rule: CouponRule, label: str, reason: Message, at_ms: int, event_id: EventId
) -> tuple[EntryDraft, PaperCoupon]:
    """Return one coupon of a rule: its bearer account with 1 on it, and what is printed.

    `label` tells coupons of one event apart; its id follows from both. It is good from the start of the day that lies
    `starts_days` later (at once when that is today) to the end of the day `valid_days` after that one.
    """
    coupon_id = derived_id(event_id, f"coupon:{rule.coupon_id}:{label}")
    first = day_of(at_ms, compiled.zone) + timedelta(days=rule.starts_days)
    starts = start_of_day(first, compiled.zone) if rule.starts_days else at_ms
    ends = end_of_day(first + timedelta(days=rule.valid_days), compiled.zone)
    lot = LotChange(LotId(derived_id(coupon_id, "lot")), 1, at_ms, ends)
    leg = f"issue:{rule.coupon_id}:{label}"
    entry = put(None, coupon_key(coupon_id), leg, EntryKind.ISSUE, 1, rule.coupon_id, reason, lot)
    least_minor = rule.benefit.minimum_minor
    return entry, PaperCoupon(coupon_id.hex, rule.coupon_id, rule.name, starts, ends, "", least_minor)


def coupons_of_sale(sold: Sold) -> Issued:
    """Return every coupon that a sale gives: automatic ones, those bought with points, those owed since before."""
    entries: list[EntryDraft] = []
    papers: list[PaperCoupon] = []
    rules = {rule.coupon_id: rule for rule in sold.compiled.program.coupons}
    for rule, label, reason, extra in _given(sold, rules):
        entry, paper = issue(sold.compiled, rule, label, reason, sold.at_ms, sold.event_id)
        entries += [entry, *extra]
        papers.append(paper)
    return Issued(tuple(entries), tuple(papers))


def used_coupons(sold: Sold) -> Iterator[EntryDraft]:
    """Yield the use of every coupon that was taken: its bearer account owes one, so that it holds 0 where the coupon
    was issued, -1 where another till's issue has not arrived; whatever comes first, both end at 0.
    """
    names = {rule.benefit.benefit_id: rule.name for rule in sold.compiled.program.coupons}
    names |= {rule.coupon_id: rule.name for rule in sold.compiled.program.coupons}
    for use in sold.quote.used:
        if use.coupon_id:
            coupon = UUID(use.coupon_id)
            reason = Message("coupon.spent", {"coupon": names.get(use.rule_id, use.rule_id)})
            leg = f"use:coupon:{coupon.hex}"
            yield owe(None, coupon_key(coupon), leg, EntryKind.USE, 1, use.rule_id, reason)


def is_good(balance: int | None) -> bool:
    """Say whether a coupon or claim can still be used, by what its bearer account holds (None: not known here).

    One that is not known here was issued by another till: its paper and signature speak for it.
    """
    return balance is None or balance > 0


_Give = tuple[CouponRule, str, Message, tuple[EntryDraft, ...]]


def _given(sold: Sold, rules: dict[str, CouponRule]) -> Iterator[_Give]:
    for rule in rules.values():
        if rule.automatic and _earned(sold, rule):
            counted = use_entries(
                f"{_ISSUED}{rule.coupon_id}", rule.limits, sold.now, 1, sold.at_ms, sold.compiled.zone
            )
            yield rule, "auto", Message("coupon.issued", {"coupon": rule.name}), counted
    benefits = {reward.benefit_id: reward for reward in sold.compiled.rewards}
    for item in sold.quote.spent:
        reward = benefits.get(item.reward_id)
        if reward is None or reward.effect is not Effect.COUPON or reward.gives not in rules:
            continue
        for number in range(item.times):
            rule = rules[reward.gives]
            yield rule, f"{item.reward_id}:{number}", Message("coupon.bought", {"coupon": rule.name}), ()
    if sold.now is not None:
        yield from _owed(sold, rules)


def _owed(sold: Sold, rules: dict[str, CouponRule]) -> Iterator[_Give]:
    if sold.now is None:
        return
    for rule in rules.values():
        key = owed_key(rule.coupon_id)
        lots = lots_of(sold.now.account(key), sold.at_ms)
        waiting = sum(dated.lot.open_points for dated in lots)
        if not waiting:
            continue
        reason = Message("coupon.owed", {"coupon": rule.name})
        leg = f"owed:given:{rule.coupon_id}"
        paid = take(sold.now.member_id, leg, EntryKind.USE, waiting, rule.coupon_id, reason, lots, key=key)
        for number in range(waiting):
            yield rule, f"owed:{number}", reason, () if number else (paid,)


def _earned(sold: Sold, rule: CouponRule) -> bool:
    """An automatic coupon: enough spent, the condition holds, the limits leave one."""
    if not sold.basket.lines or sold.spend_minor < max(1, rule.minimum_minor):
        return False
    if not holds(sold.compiled, rule.issued_when, sold.standing):
        return False
    key = f"{_ISSUED}{rule.coupon_id}"
    left = uses_left(key, rule.limits, sold.before, sold.basket, sold.compiled.zone)
    return left.times is None or left.times > 0

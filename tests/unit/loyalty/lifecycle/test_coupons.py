"""Coupons on paper."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import coupon_key
from pos_app.loyalty.basket import Chosen, ShownCoupon
from pos_app.loyalty.extras import CouponRule
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.ledger_fold import fold_accounts
from pos_app.loyalty.lifecycle.coupons import is_good
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, Effect, Exclusion, Period, Selector, UseLimit, When, Whose
from tests.support.lifecycle import Ledger, day_ms
from tests.support.loyalty import MEMBER, basket, compiled, line

TEN = Benefit("next", "10 % off", Effect.PERCENT, percent=Rate(1, 10), per_sale=1)
NEXT = CouponRule("next", "10 % next time", TEN, automatic=True, minimum_minor=2000, valid_days=14)


def test_a_sale_of_enough_prints_a_coupon() -> None:
    ledger = Ledger(compiled(coupons=(NEXT,)))
    assert not ledger.sell(line(1, amount=1999)).statement.coupons
    (paper,) = ledger.sell(line(1, amount=2000)).statement.coupons
    assert (paper.rule_id, paper.name) == ("next", "10 % next time")
    assert (paper.starts_at_ms, paper.expires_at_ms) == (day_ms("2026-03-10"), day_ms("2026-03-25", 0) - 1)
    assert ledger.balance(coupon_key(UUID(hex=paper.coupon_id)), None) == 1


def test_a_coupon_can_begin_later() -> None:
    later = msgspec.structs.replace(NEXT, starts_days=1, valid_days=0)
    (paper,) = Ledger(compiled(coupons=(later,))).sell(line(1, amount=2000)).statement.coupons
    assert (paper.starts_at_ms, paper.expires_at_ms) == (
        day_ms("2026-03-11", 0),
        day_ms("2026-03-12", 0) - 1,
    )


def test_who_has_no_card_gets_one_too() -> None:
    found = Ledger(compiled(coupons=(NEXT,))).sell(line(1, amount=2000), who=None)
    assert len(found.statement.coupons) == 1
    assert [entry.owner for entry in found.entries] == [None]
    assert (found.statement.masked_name, found.statement.earned) == ("", ())


def test_for_members_only() -> None:
    program = compiled(coupons=(msgspec.structs.replace(NEXT, issued_when=When(members=True)),))
    assert not Ledger(program).sell(line(1, amount=2000), who=None).statement.coupons
    assert Ledger(program).sell(line(1, amount=2000)).statement.coupons


@pytest.mark.parametrize(
    ("limit", "papers"),
    [
        (UseLimit(1, Period.DAY), [1, 0, 1]),
        (UseLimit(2, Period.EVER), [1, 1, 0]),
        (UseLimit(1, Period.EVER, Whose.EVERYBODY), [1, 1, 1]),
    ],
)
def test_how_many_are_printed_is_limited(limit: UseLimit, papers: list[int]) -> None:
    """The limit of everybody is told by the basket, which knows of none here."""
    ledger = Ledger(compiled(coupons=(msgspec.structs.replace(NEXT, limits=(limit,)),)))
    days = ("2026-03-10", "2026-03-10", "2026-03-11")
    found = [ledger.sell(line(1, amount=2000), at=day).statement.coupons for day in days]
    assert [len(each) for each in found] == papers


def test_the_limit_of_everybody() -> None:
    limit = UseLimit(5, Period.EVER, Whose.EVERYBODY)
    ledger = Ledger(compiled(coupons=(msgspec.structs.replace(NEXT, limits=(limit,)),)))
    used = (("uses:issue:next:ever", 5),)
    assert not ledger.sell(line(1, amount=2000), used_by_all=used).statement.coupons


def test_a_coupon_is_used_once_and_in_any_order_of_arrival() -> None:
    ledger = Ledger(compiled(coupons=(NEXT,)))
    (paper,) = ledger.sell(line(1, amount=2000)).statement.coupons
    shown = ShownCoupon(paper.coupon_id, "next", paper.expires_at_ms)
    found = ledger.sell(line(1, amount=1000), at="2026-03-12", coupons=(shown,), who=None)
    key = coupon_key(UUID(hex=paper.coupon_id))
    (use,) = [entry for entry in found.entries if entry.key == key]
    assert (use.kind, use.points, use.lots, use.debt_points) == (EntryKind.USE, -1, (), 1)
    assert ledger.balance(key, None) == 0
    on_another_till = fold_accounts([(ledger.event(), use)])
    assert [state.balance_points for state in on_another_till.values()] == [-1]


@pytest.mark.parametrize(("balance", "good"), [(None, True), (1, True), (0, False), (-1, False)])
def test_what_a_bearer_account_says(balance: int | None, good: bool) -> None:
    assert is_good(balance) is good


def test_coupons_bought_with_points() -> None:
    given = msgspec.structs.replace(NEXT, automatic=False)
    reward = Benefit("buy", "A coupon", Effect.COUPON, 10, gives="next")
    ledger = Ledger(compiled(coupons=(given,), rewards=(reward,)))
    ledger.sell(line(1, amount=5000), at="2026-03-09")
    papers = ledger.sell(line(1, amount=100), chosen=(Chosen("buy", 2),)).statement.coupons
    assert len({paper.coupon_id for paper in papers}) == 2
    assert {paper.rule_id for paper in papers} == {"next"}


def test_a_gift_card_counts_towards_no_coupon_whoever_buys_it() -> None:
    gift_cards = Exclusion("cards", "gift card", Selector(products=("voucher",)))
    program = compiled(coupons=(NEXT,), exclusions=(gift_cards,))
    goods = (line(1, "voucher", 2000), line(2, amount=1999))
    for who in (None, MEMBER):
        assert not Ledger(program).sell(*goods, who=who).statement.coupons
        assert Ledger(program).sell(*goods, line(3, amount=1), who=who).statement.coupons
    answer = quote(program, None, basket(*goods))
    assert [(each.line_no, each.reason.params["name"]) for each in answer.left_out] == [(1, "gift card")]

"""Whether a benefit may be used: conditions, minimums, limits."""

from __future__ import annotations

from datetime import UTC

import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.refusing import terms_of
from pos_app.loyalty.rules import (
    Benefit,
    Effect,
    Exclusion,
    Period,
    Scope,
    Selector,
    UseLimit,
    When,
    Whose,
)
from pos_app.loyalty.situation import Situation
from tests.support.loyalty import basket, compiled, line, quoted, rich

TEA = Selector(products=("tea",))


def promo(**fields: object) -> Benefit:
    values: dict[str, object] = {
        "benefit_id": "p",
        "name": "P",
        "effect": Effect.AMOUNT,
        "amount_minor": 500,
        "automatic": True,
        "per_sale": 1,
    }
    return Benefit(**{**values, **fields})  # type: ignore[arg-type]  # fields as keywords


def refusal(promotion: Benefit, what: Basket, who: MemberSnapshot | None = None, **parts: object) -> str:
    found = terms_of(Situation(compiled(UTC, promotions=(promotion,), **parts), who, what), 0)
    return found.refusal.code if found.refusal is not None else ""


@pytest.mark.parametrize(
    ("fields", "spent", "code"),
    [
        ({"minimum_minor": 5000}, 5000, ""),
        ({"minimum_minor": 5000}, 4999, "reward.spend_short"),
        ({"minimum_minor": 4202, "minimum_net": True}, 5000, ""),
        ({"minimum_minor": 4203, "minimum_net": True}, 5000, "reward.spend_short"),
        ({"minimum_milli": 1000}, 5000, ""),
        ({"minimum_milli": 1001}, 5000, "reward.quantity_short"),
        ({"when": When(code="save")}, 5000, "reward.needs_code"),
        ({"when": When(members=True)}, 5000, "reward.not_met"),
        ({"when": When(tiers=("gold",))}, 5000, "reward.other_tier"),
        ({"when": When(valid_from="2026-03-10", valid_until="2026-03-10")}, 5000, ""),
        ({"when": When(valid_until="2026-03-09")}, 5000, "reward.not_now"),
        ({"when": When(valid_from="2026-03-11")}, 5000, "reward.not_now"),
        ({"selector": TEA}, 5000, "reward.nothing_fits"),
    ],
)
def test_what_a_promotion_asks(fields: dict[str, object], spent: int, code: str) -> None:
    what = basket(line(1, "cake", spent, net_minor=spent * 100 // 119 + 1))
    assert refusal(promo(**fields), what) == code


def test_minimums_count_matching_products_only() -> None:
    """Spend 10 on tea, get 5 off: cake, gift cards, books do not help."""
    card = Exclusion("card", "gift card", Selector(products=("card",)))
    lines = (line(1, "tea", 900), line(2, "cake", 5000), line(3, "card", 5000))
    spend = promo(selector=TEA, minimum_minor=1000, scope=Scope.SALE)
    assert refusal(spend, basket(*lines), exclusions=(card,)) == "reward.spend_short"
    more = basket(*lines, line(4, "tea", 100))
    assert refusal(spend, more, exclusions=(card,)) == ""
    fixed = basket(*lines, line(4, "tea", 100, may_discount=False))
    assert refusal(spend, fixed, exclusions=(card,)) == "reward.spend_short"


@pytest.mark.parametrize(
    ("limit", "who", "used", "code"),
    [
        (UseLimit(2, Period.EVER, Whose.EVERYBODY), None, 1, ""),
        (UseLimit(2, Period.EVER, Whose.EVERYBODY), None, 2, "limit.everybody_ever"),
        (UseLimit(1, Period.YEAR, Whose.MEMBER), None, 0, "limit.needs_member"),
        (UseLimit(1, Period.YEAR, Whose.MEMBER), rich(), 0, ""),
    ],
)
def test_limits(limit: UseLimit, who: MemberSnapshot | None, used: int, code: str) -> None:
    what = basket(line(1, amount=900), used_by_all=(("uses:p:ever", used),))
    assert refusal(promo(limits=(limit,)), what, who) == code


def test_a_limit_bounds_uses_within_one_sale() -> None:
    each = promo(minimum_minor=1000, per_sale=0, limits=(UseLimit(5, Period.EVER, Whose.EVERYBODY),))
    what = basket(line(1, amount=10_000), used_by_all=(("uses:p:ever", 2),))
    answer = quoted(None, what, promotions=(each,))
    assert answer.promotions_minor == 3 * 500
    assert [(use.rule_id, use.times, use.amount_minor) for use in answer.used] == [("p", 3, 1500)]


@pytest.mark.parametrize(("spent", "saved"), [(999, 0), (1000, 500), (1999, 500), (2000, 1000), (9999, 4500)])
def test_every_full_step_of_spend_gives_it_again(spent: int, saved: int) -> None:
    answer = quoted(None, basket(line(1, amount=spent)), promotions=(promo(minimum_minor=1000, per_sale=0),))
    assert answer.promotions_minor == saved


def test_a_price_by_hand_keeps_promotions_on_items_away() -> None:
    half = promo(effect=Effect.PERCENT, percent=Rate(1, 2))
    lines = (line(1, "tea", 100, by_hand=True), line(2, "cake", 1000))
    on_items = quoted(None, basket(*lines), promotions=(promo_on(half, Scope.MATCHING),))
    assert [each.line_no for each in on_items.changes] == [2]
    on_sale = quoted(None, basket(*lines), promotions=(promo_on(half, Scope.SALE),))
    assert sorted(each.line_no for each in on_sale.changes) == [1, 2]


def promo_on(promotion: Benefit, scope: Scope) -> Benefit:
    return promo(effect=promotion.effect, percent=promotion.percent, scope=scope)


def test_what_was_found_out_is_kept() -> None:
    situation = Situation(compiled(promotions=(promo(),)), None, basket(line(1)))
    assert terms_of(situation, 0) is terms_of(situation, 0)

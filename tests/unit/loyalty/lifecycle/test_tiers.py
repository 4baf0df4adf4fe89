"""How tiers are reached."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import QUALIFYING
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.extras import Plan
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.tiers import (
    can_raise,
    figure_of,
    has_thresholds,
    higher,
    measured,
    next_tier,
    order_of,
    progress,
    reached,
    spend_minor,
    window_end,
)
from pos_app.loyalty.program import Tier
from pos_app.loyalty.quote import LeftOut, LinePrice, Quote, RewardChange, RewardTender
from pos_app.loyalty.reasons import left_out_reason
from pos_app.loyalty.rules import Benefit, Effect
from pos_app.loyalty.settings import CurrentSale, Tiering, TierMeasure, TierWindow
from tests.support.lifecycle import Ledger, day_ms, newcomer, points_of
from tests.support.loyalty import basket, compiled, line

BASIC = Tier("basic", "Basic", "B", 1, threshold=0)
SILVER = Tier("silver", "Silver", "S", 2, threshold=10000)
GOLD = Tier("gold", "Gold", "G", 3, Rate(2), threshold=20000)
TIERS = (GOLD, BASIC, SILVER)
WHY = left_out_reason("")


def shop(measure: TierMeasure = TierMeasure.SPEND, **tiering: object) -> CompiledProgram:
    settings = msgspec.structs.replace(Tiering(measure=measure), **tiering)
    tiers: tuple[Tier, ...] = TIERS
    if measure is not TierMeasure.SPEND:
        tiers = tuple(msgspec.structs.replace(one, threshold=(one.threshold or 0) // 5000) for one in TIERS)
    return compiled(tiers=tiers, tiering=settings)


@pytest.mark.parametrize(
    ("figure", "tier"),
    [
        (0, "basic"),
        (1, "basic"),
        (9999, "basic"),
        (10000, "silver"),
        (19999, "silver"),
        (20000, "gold"),
        (10**9, "gold"),
    ],
)
def test_a_tier_is_reached_exactly_at_its_threshold(figure: int, tier: str) -> None:
    assert reached(shop(), figure) == tier


def test_without_a_threshold_the_first_tier_is_reached() -> None:
    by_hand = compiled(tiers=(Tier("vip", "VIP", "V", 2), Tier("all", "All", "A", 1)))
    assert reached(by_hand, 10**9) == "all"
    assert not has_thresholds(by_hand.program)
    assert (order_of(by_hand, "vip"), order_of(by_hand, "gone"), order_of(by_hand, "")) == (2, -1, -1)
    assert higher(by_hand, "all", "vip") == higher(by_hand, "vip", "all") == "vip"
    assert higher(by_hand, "", "gone") == ""


def test_the_first_purchase_lands_in_the_first_tier() -> None:
    """Not in the second, as elsewhere (erpnext 22167)."""
    ledger = Ledger(shop())
    ledger.sell(line(1, amount=1))
    assert ledger.member.tier == "basic"


@pytest.mark.parametrize(
    ("last", "tier"), [(4999, "basic"), (5000, "silver"), (14999, "silver"), (15000, "gold")]
)
def test_sales_add_up_to_the_border(last: int, tier: str) -> None:
    ledger = Ledger(shop(), newcomer(tier="basic"))
    ledger.sell(line(1, amount=5000), at="2026-03-01")
    ledger.sell(line(1, amount=last), at="2026-03-02")
    assert ledger.member.tier == tier
    assert ledger.balance(QUALIFYING) == 5000 + last


@pytest.mark.parametrize(
    ("when", "in_the_sale", "after_it", "in_the_next", "after_that"),
    [
        (CurrentSale.NEXT_SALE, 200, "gold", 2, "gold"),
        (CurrentSale.AT_ONCE, 400, "gold", 2, "gold"),
        (CurrentSale.NOT_COUNTED, 200, "basic", 1, "gold"),
    ],
)
def test_when_the_sale_that_reaches_a_tier_counts(
    when: CurrentSale, in_the_sale: int, after_it: str, in_the_next: int, after_that: str
) -> None:
    """200.00 in one sale, then 1.00: gold doubles the points."""
    ledger = Ledger(shop(include_current_sale=when), newcomer(tier="basic"))
    first = ledger.sell(line(1, amount=20000), at="2026-03-01")
    assert sum(points for _, points in first.statement.earned) == in_the_sale
    assert ledger.member.tier == after_it
    second = ledger.sell(line(1, amount=100), at="2026-03-02")
    assert sum(points for _, points in second.statement.earned) == in_the_next
    assert ledger.member.tier == after_that


@pytest.mark.parametrize(
    ("measure", "figure"), [(TierMeasure.SPEND, 1250), (TierMeasure.POINTS, 12), (TierMeasure.VISITS, 1)]
)
def test_what_a_sale_counts(measure: TierMeasure, figure: int) -> None:
    ledger = Ledger(shop(measure), newcomer(tier="basic"))
    ledger.sell(line(1, amount=1250))
    assert ledger.balance(QUALIFYING) == figure


def test_what_goods_were_really_paid() -> None:
    """Promotions, price lists, rewards come off; a gift card counts nothing, nor what points paid."""
    what = basket(line(1, amount=1000), line(2, amount=500), line(3, amount=5000))
    answer = Quote(
        changes=(RewardChange("r", 1, -100, WHY), RewardChange("r", 3, -70, WHY)),
        prices=(LinePrice("p", 2, -50, WHY), LinePrice("p", 3, -50, WHY)),
        tenders=(RewardTender("t", 200, 200, WHY),),
        left_out=(LeftOut(3, WHY),),
    )
    assert spend_minor(what, answer) == 1000 - 100 + 500 - 50 - 200
    assert spend_minor(basket(line(1, amount=100)), answer) == 0
    assert measured(compiled(), what, answer) == 0
    assert measured(shop(), basket(), Quote()) == 0


@pytest.mark.parametrize(
    ("window", "ends"),
    [
        (TierWindow.ROLLING, day_ms("2027-03-11", 0) - 1),
        (TierWindow.CALENDAR_YEAR, day_ms("2027-01-01", 0) - 1),
        (TierWindow.LIFETIME, None),
    ],
)
def test_until_when_a_purchase_counts(window: TierWindow, ends: int | None) -> None:
    program = shop(window=window)
    assert window_end(program, day_ms("2026-03-10")) == ends
    ledger = Ledger(program, newcomer(tier="basic"))
    ledger.sell(line(1, amount=7000))
    ledger.sell(line(1, amount=1000))
    (lot,) = ledger.member.account(QUALIFYING).lots
    assert (lot.expires_at_ms, lot.open_points) == (ends, 8000)
    if ends is not None:
        assert figure_of(ledger.member, ends) == 8000
        assert figure_of(ledger.member, ends + 1) == 0
        assert figure_of(ledger.member, day_ms("2026-01-01"), ends - 1) == 0


def test_reaching_a_tier_can_start_the_figure_anew() -> None:
    ledger = Ledger(shop(reset_points=True), newcomer(tier="basic"))
    found = ledger.sell(line(1, amount=12000), at="2026-03-01")
    assert (ledger.member.tier, ledger.balance(QUALIFYING)) == ("silver", 0)
    assert points_of(found.entries, QUALIFYING) == {"qualifying": 12000, "tier:reset": -12000}
    ledger.sell(line(1, amount=19999), at="2026-03-02")
    assert ledger.member.tier == "silver"
    ledger.sell(line(1, amount=1), at="2026-03-03")
    assert (ledger.member.tier, ledger.balance(QUALIFYING)) == ("gold", 0)


def test_the_receipt_tells_how_far_the_next_tier_is_and_that_it_is_reached() -> None:
    ledger = Ledger(shop(), newcomer(tier="basic"))
    news = ledger.sell(line(1, amount=8800), at="2026-03-01").statement.tier_news
    assert news is not None
    assert (news.code, news.params) == ("tier.next_spend", {"missing_minor": 1200, "tier": "Silver"})
    news = ledger.sell(line(1, amount=1200), at="2026-03-02").statement.tier_news
    assert news is not None
    assert (news.code, news.params) == ("tier.reached", {"tier": "Silver"})


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        (TierMeasure.SPEND, "tier.next_spend"),
        (TierMeasure.POINTS, "tier.next_points"),
        (TierMeasure.VISITS, "tier.next_visits"),
    ],
)
def test_progress_speaks_of_what_is_measured(measure: TierMeasure, code: str) -> None:
    found = progress(shop(measure), newcomer(tier="basic"), day_ms("2026-03-10"))
    assert found is not None
    assert found.code == code
    assert next_tier(shop(measure), newcomer(tier="gold"), day_ms("2026-03-10")) is None
    assert progress(shop(measure), newcomer(tier="gold"), day_ms("2026-03-10")) is None


def test_a_tier_given_by_hand_is_not_taken_by_a_sale() -> None:
    ledger = Ledger(shop(), newcomer(tier="gold"))
    ledger.sell(line(1, amount=100))
    assert ledger.member.tier == "gold"


def test_a_sale_at_once_stays_raised_though_its_own_discount_lowers_the_spend() -> None:
    """The reward takes the spend below the border again: the sale had the benefits, so the tier begins."""
    off = Benefit("off", "Off", Effect.AMOUNT, 10, 500)
    program = compiled(tiers=TIERS, tiering=Tiering(include_current_sale=CurrentSale.AT_ONCE), rewards=(off,))
    ledger = Ledger(program, newcomer(tier="basic"))
    ledger.sell(line(1, amount=10000), at="2026-03-01")
    assert ledger.member.tier == "silver"
    found = ledger.sell(line(1, amount=10500), at="2026-03-02", chosen=(Chosen("off"),))
    assert ledger.member.tier == "gold"
    assert [entry.rule for entry in found.entries if entry.kind is EntryKind.TIER] == ["gold"]


def test_only_programs_that_raise_within_a_sale_are_asked_twice() -> None:
    plan = Plan("club", "Club", "900", 12, at_once=True, tier="gold")
    assert not can_raise(shop().program)
    assert can_raise(shop(include_current_sale=CurrentSale.AT_ONCE).program)
    assert can_raise(compiled(tiers=TIERS, plans=(plan,)).program)
    assert not can_raise(compiled(tiers=TIERS, plans=(msgspec.structs.replace(plan, at_once=False),)).program)

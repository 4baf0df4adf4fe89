"""The review of a tier: what every setting does with the same history."""

from __future__ import annotations

import msgspec
import pytest

from pos_app.loyalty.accounts import QUALIFYING
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.reviewing import Verdict, review_at, review_tier
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.settings import Downgrade, Tiering, TierMeasure, TierWindow
from tests.support.lifecycle import Ledger, day_ms, newcomer
from tests.support.loyalty import compiled, line, lot

TIERS = (
    Tier("basic", "Basic", "B", 1, threshold=0),
    Tier("silver", "Silver", "S", 2, threshold=10000),
    Tier("gold", "Gold", "G", 3, threshold=20000),
)


def shop(**tiering: object) -> CompiledProgram:
    return compiled(tiers=TIERS, tiering=msgspec.structs.replace(Tiering(), **tiering))


def golden(program: CompiledProgram, kept: int = 0) -> Ledger:
    """Gold on 10 March 2026; `kept` more is spent on 1 August."""
    ledger = Ledger(program, newcomer(tier="basic"))
    ledger.sell(line(1, amount=20000), at="2026-03-10")
    if kept:
        ledger.sell(line(1, amount=kept), at="2026-08-01")
    return ledger


@pytest.mark.parametrize(
    ("downgrade", "first", "second", "third"),
    [
        (Downgrade.ONE_DOWN, "silver", "basic", "basic"),
        (Downgrade.BALANCE_BASED, "basic", "basic", "basic"),
        (Downgrade.NEVER, "gold", "gold", "gold"),
    ],
)
def test_how_a_tier_is_lost(downgrade: Downgrade, first: str, second: str, third: str) -> None:
    """Nothing is bought any more: the tier after one year, after two, after three."""
    ledger = golden(shop(downgrade=downgrade))
    ledger.bring("2027-03-10")
    assert ledger.member.tier == "gold"
    for day, tier in (("2027-03-11", first), ("2028-03-12", second), ("2029-03-13", third)):
        ledger.bring(day)
        assert ledger.member.tier == tier


@pytest.mark.parametrize(("kept", "tier"), [(19999, "silver"), (20000, "gold")])
def test_a_tier_is_kept_exactly_at_its_threshold(kept: int, tier: str) -> None:
    ledger = golden(shop(), kept)
    ledger.bring("2027-03-11")
    assert ledger.member.tier == tier


@pytest.mark.parametrize(
    ("kept", "tier"), [(0, "basic"), (9999, "basic"), (10000, "silver"), (20000, "gold")]
)
def test_balance_based_takes_what_the_figure_holds(kept: int, tier: str) -> None:
    ledger = golden(shop(downgrade=Downgrade.BALANCE_BASED), kept)
    ledger.bring("2027-03-11")
    assert ledger.member.tier == tier


def test_one_down_never_goes_below_what_the_figure_holds() -> None:
    ledger = golden(shop(), 15000)
    ledger.bring("2027-03-11")
    ledger.bring("2027-03-12")
    assert ledger.member.tier == "silver"


def test_a_calendar_year_is_reviewed_when_it_is_over() -> None:
    """Reached in 2026 it holds through 2027."""
    ledger = golden(shop(window=TierWindow.CALENDAR_YEAR))
    ledger.bring("2026-12-31")
    ledger.bring("2027-01-01")
    assert ledger.member.tier == "gold"
    ledger.bring("2027-12-31")
    assert ledger.member.tier == "gold"
    (entry,) = [each for each in ledger.bring("2028-01-01") if each.kind is EntryKind.TIER]
    assert (ledger.member.tier, entry.since_ms) == ("silver", day_ms("2028-01-01", 0))
    assert entry.reason.code == "tier.lowered_spend"
    assert entry.reason.params == {"tier": "Gold", "lower": "Silver", "need_minor": 20000, "have_minor": 0}


@pytest.mark.parametrize("window", [TierWindow.ROLLING, TierWindow.CALENDAR_YEAR])
def test_days_of_grace_come_before_a_downgrade(window: TierWindow) -> None:
    """What is bought in them still saves the tier."""
    lost = golden(shop(window=window, grace_days=30))
    saved = golden(shop(window=window, grace_days=30))
    last, over = ("2027-04-09", "2027-04-10")
    if window is TierWindow.CALENDAR_YEAR:
        lost.bring("2027-12-31")
        saved.bring("2027-12-31")
        last, over = ("2028-01-30", "2028-01-31")
    lost.bring(last)
    saved.sell(line(1, amount=20000), at=last)
    assert lost.member.tier == saved.member.tier == "gold"
    lost.bring(over)
    saved.bring(over)
    assert (lost.member.tier, saved.member.tier) == ("silver", "gold")


def test_nothing_is_lowered_between_reviews() -> None:
    """A return takes the figure down: the tier stays until its day."""
    ledger = golden(shop())
    (lot,) = ledger.member.account(QUALIFYING).lots
    gone = msgspec.structs.replace(ledger.member, accounts=())
    assert lot.open_points == 20000
    assert review_tier(ledger.compiled, gone, day_ms("2027-03-10")) is None
    review = review_tier(ledger.compiled, gone, day_ms("2027-03-11"))
    assert review is not None
    assert (review.verdict, review.tier) == (Verdict.DOWNGRADE, "silver")


def test_a_review_that_keeps_the_tier_says_so_and_the_next_is_a_year_later() -> None:
    ledger = golden(shop(), 20000)
    (entry,) = [each for each in ledger.bring("2027-05-05") if each.kind is EntryKind.TIER]
    assert (entry.rule, entry.reason.code, entry.since_ms) == ("gold", "tier.kept", day_ms("2027-03-11", 0))
    assert ledger.member.tier_since_ms == day_ms("2027-03-11", 0)
    assert review_at(ledger.compiled, ledger.member) == day_ms("2028-03-12", 0) - 1


def test_a_review_can_promote() -> None:
    """A merge or a lowered threshold left more than the tier asks for."""
    figure = AccountState(QUALIFYING, (lot(1, 25000, day_ms("2030-01-01")),))
    who = newcomer(tier="silver", accounts=(figure,), tier_since_ms=day_ms("2026-01-01"))
    review = review_tier(shop(window=TierWindow.LIFETIME), who, day_ms("2027-02-01"))
    assert review is not None
    assert (review.verdict, review.tier) == (Verdict.PROMOTE, "gold")


def _silver(**more: object) -> MemberSnapshot:
    return newcomer(tier="silver", **more)  # type: ignore[arg-type]  # fields of the snapshot


@pytest.mark.parametrize(
    ("program", "who"),
    [
        (shop(downgrade=Downgrade.NEVER), _silver()),
        (shop(), newcomer(tier="basic")),
        (shop(), newcomer(tier="gone")),
        (shop(), _silver(joined_at_ms=0)),
        (compiled(tiers=(Tier("all", "All", "A", 1, threshold=0), Tier("silver", "S", "S", 2))), _silver()),
        (compiled(tiers=(Tier("silver", "S", "S", 2),)), _silver()),
    ],
)
def test_what_is_never_reviewed(program: CompiledProgram, who: MemberSnapshot) -> None:
    assert review_at(program, who) is None
    assert review_tier(program, who, day_ms("2099-01-01")) is None


@pytest.mark.parametrize("measure", list(TierMeasure))
def test_the_reason_speaks_of_what_is_measured(measure: TierMeasure) -> None:
    review = review_tier(shop(measure=measure), _silver(), day_ms("2027-02-01"))
    assert review is not None
    assert review.reason.code == f"tier.lowered_{measure.value}"


def test_missed_reviews_are_caught_up_with_one_by_one() -> None:
    program = shop()
    ledger = golden(program)
    entries = ledger.bring("2031-01-01")
    assert [each.rule for each in entries if each.kind is EntryKind.TIER] == ["silver", "basic"]
    assert ledger.member.tier == "basic"
    assert apply(ledger.member, (), day_ms("2031-01-01")) is ledger.member

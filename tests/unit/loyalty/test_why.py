"""Figures explained in one sentence."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from pos_app.kernel.messages import Message, Parameter
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import account_id
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.loyalty.program import Tier
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Exclusion, Selector
from pos_app.loyalty.settings import Earning, Limits, RoundPer, TierMeasure
from pos_app.loyalty.settling import settle
from pos_app.loyalty.why import say, why_entry, why_line, why_line_points, why_points
from pos_app.runtime.plurals import with_forms
from tests.support.loyalty import BASE, EVENT, basket, compiled, line, lot, member, quoted, rich

ENGLISH = tomllib.loads(
    (Path(__file__).parents[3] / "resources/translations/en.toml").read_text(encoding="utf-8")
)
GIFT = Exclusion("gift", "gift card", Selector(tags=("gift",)))
TUESDAY = EarnRule("tue", "Tuesday bonus", EarnKind.SALE, Rate(2))
LINES = (line(1, amount=2400), line(2, "card", 5000, tags=("gift",)))


def english(code: str, /, **params: Parameter) -> str:
    """Sentences with money as 12.34, everything else as it is."""
    shown = {
        key: f"{int(value) / 100:.2f}" if key.endswith("_minor") else str(value)
        for key, value in params.items()
    }
    sentence = with_forms(str(ENGLISH[code]), "en", lambda name: Decimal(params[name]))
    return sentence.format(**shown)


def test_the_sentence_of_the_loyalty_page() -> None:
    answer = quoted(member(), basket(*LINES), earn=(BASE, TUESDAY), exclusions=(GIFT,))
    assert why_points(answer, english) == "26 = 24.00 x 1 + 2 Tuesday bonus; gift card left out"


def test_tiers_units_steps() -> None:
    rules = (
        EarnRule("ten", "Tens", EarnKind.SPEND, Rate(5), 1000),
        EarnRule("unit", "Coffee", EarnKind.UNIT, Rate(10), 1000),
    )
    tiers = (Tier("gold", "Gold", "G", 1, Rate(3, 2)),)
    answer = quoted(member(tier="gold"), basket(line(1, amount=2400)), earn=rules, tiers=tiers)
    assert why_points(answer, english) == "30 = 24.00 : 10.00 x 5 + 1000 x 10 Coffee + 10 Gold (x 1.5)"


def test_no_points() -> None:
    assert why_points(Quote(), english) == "No points"
    answer = quoted(member(), basket(LINES[1]), exclusions=(GIFT,))
    assert why_points(answer, english) == "No points: gift card left out"


def test_a_line_says_why_it_earns_nothing() -> None:
    answer = quoted(member(), basket(*LINES), exclusions=(GIFT,))
    assert why_line(answer, 2, english) == "gift card left out"
    assert why_line(answer, 1, english) == ""


def test_entries() -> None:
    program = compiled(rewards=(Benefit("five", "5 off", Effect.AMOUNT, 500, 500),))
    what = basket(line(1, amount=2000), chosen=(Chosen("five"),))
    spent, earned = settle(program, rich(), what, quote(program, rich(), what), EVENT, "").entries
    assert why_entry(spent, english) == "-500: 5 off"
    assert why_entry(earned, english) == "+15: Points: 15.00 x 1"


def holding(*accounts: AccountState) -> MemberSnapshot:
    return replace(rich(), accounts=accounts)


def test_carried_cents_are_named() -> None:
    ten = EarnRule("ten", "Tens", EarnKind.SPEND, Rate(5), 1000)
    who = holding(AccountState("remainder:ten", (lot(3, 650),)))
    answer = quoted(who, basket(line(1, amount=2400)), earn=(ten,))
    assert why_points(answer, english) == "15 = (24.00 + 6.50 from before) : 10.00 x 5"
    assert say(answer.earned[0].reason, english) == "Tens: 5 per 10.00 on 24.00 and 6.50 from before"


def test_cash_back() -> None:
    back = EarnRule("back", "Cash back", EarnKind.PERCENT, Rate(1, 40))
    answer = quoted(member(), basket(line(1, amount=2400)), earn=(back,), decimals=2)
    assert why_points(answer, english) == "60 = 2.5 % of 24.00"
    assert say(answer.earned[0].reason, english) == "Cash back: 2.5 % of 24.00"


def test_what_a_limit_takes_off_has_a_minus() -> None:
    limits = Limits(points_per_sale=20, points_per_day=30)
    who = holding(AccountState("uses:limit:points:day", (lot(3, 15),)))
    answer = quoted(who, basket(line(1, amount=2400)), limits=limits)
    assert why_points(answer, english) == "15 = 24.00 x 1 - 4 over 20 per sale - 5 over 30 a day"
    assert say(answer.earned[1].reason, english) == "at most 20 points per sale"
    assert say(answer.earned[2].reason, english) == "at most 30 points a day, 15 earned before"


@pytest.mark.parametrize(
    ("key", "points", "sentence"),
    [
        ("points", 5, "+5 points: Tea"),
        ("pending", -5, "-5 points: Tea"),
        ("stamps:coffee", 2, "+2: Tea"),
        ("stamps:coffee", -10, "-10: Tea"),
        ("remainder:ten", 650, "+6.50: Tea"),
        ("donation:zoo", -650, "-6.50: Tea"),
        ("plan:club", 1, "+1: Tea"),
    ],
)
def test_entries_of_every_account(key: str, points: int, sentence: str) -> None:
    """Only points have the decimals of points; money is money, stamps are counted."""

    def spoken(code: str, /, **params: Parameter) -> str:
        shown = {**params, "part_points": f"{params.get('part_points')} points"}
        return english(code, **shown)

    entry = EntryDraft(
        account_id(None, key),
        "leg",
        EntryKind.ADJUST,
        points,
        "r",
        Message("earn.sale", {"rule": "Tea"}),
        (),
        key=key,
    )
    assert why_entry(entry, spoken) == sentence


@pytest.mark.parametrize("language", ["en", "de", "tr"])
def test_every_part_has_its_sentence_in_every_language(language: str) -> None:
    """The reasons that rules give are told with all their figures, whoever reads them."""
    sentences = tomllib.loads(
        (Path(__file__).parents[3] / f"resources/translations/{language}.toml").read_text(encoding="utf-8")
    )
    for code, names in {
        "earn.spend_carried": {"rule", "each", "step_minor", "spend_minor", "carried_minor"},
        "earn.percent": {"rule", "percent", "spend_minor"},
        "earn.cut_sale": {"most_points"},
        "earn.cut_day": {"most_points", "today_points"},
        "why.spend_carried": {"spend_minor", "carried_minor", "step_minor", "each"},
        "why.cut_sale": {"part_points", "most_points"},
        "nudge.stamps": {"missing_count", "card"},
    }.items():
        assert all(f"{{{name}}}" in sentences[code] for name in names), code


def test_messages() -> None:
    assert (
        say(Message("nudge.next_reward", {"missing_points": 5, "reward": "Tea"}), english)
        == "5 points to Tea"
    )


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        (TierMeasure.SPEND, "+24.00: Counted"),
        (TierMeasure.VISITS, "+2400: Counted"),
        (TierMeasure.POINTS, "+2400 points: Counted"),
    ],
)
def test_what_counts_towards_a_tier_is_told_in_its_measure(measure: TierMeasure, sentence: str) -> None:
    def spoken(code: str, /, **params: Parameter) -> str:
        if "part_points" in params:
            params = {**params, "part_points": f"{params['part_points']} points"}
        return english(code, **params)

    reason = Message("earn.sale", {"rule": "Counted"})
    account = account_id(None, "qualifying")
    entry = EntryDraft(account, "q", EntryKind.EARN, 2400, "tiers", reason, (), key="qualifying")
    assert why_entry(entry, spoken, measure) == sentence


def test_the_points_of_a_line_are_its_part_of_what_all_lines_earn() -> None:
    lines = (line(1, amount=1050), line(2, "other", 1350))
    answer = quoted(member(), basket(*lines), earn=(BASE, TUESDAY))
    told = [why_line_points(answer, number, english) for number in (1, 2)]
    assert told[0] == f"{answer.line_points[1]} is this line's part of 24 = 24.00 x 1"
    assert told[1] == f"{answer.line_points[2]} is this line's part of 24 = 24.00 x 1"
    assert sum(answer.line_points.values()) == 24, "the bonus lies on no line"
    assert why_line_points(answer, 3, english) == ""


def test_a_line_that_earns_by_itself_says_so() -> None:
    lines = (line(1, amount=1000), line(2, "other", 1400))
    earning = Earning(round_per=RoundPer.LINE)
    answer = quoted(member(), basket(*lines), earn=(BASE,), earning=earning)
    assert why_line_points(answer, 1, english) == "10 = 10.00 x 1"
    assert why_line_points(answer, 2, english) == "14 = 14.00 x 1"


def test_a_limit_on_the_sale_is_named_in_the_part_of_a_line() -> None:
    lines = (line(1, amount=1200), line(2, "other", 1200))
    answer = quoted(member(), basket(*lines), earn=(BASE, TUESDAY), limits=Limits(points_per_sale=20))
    told = why_line_points(answer, 1, english)
    assert told.endswith("part of 20 = 24.00 x 1 + 2 Tuesday bonus - 6 over 20 per sale")
    assert told.startswith(f"{answer.line_points[1]} ")

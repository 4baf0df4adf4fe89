"""Figures explained in one sentence."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from pos_app.kernel.messages import Message, Parameter
from pos_app.kernel.money import Rate
from pos_app.loyalty.basket import Chosen
from pos_app.loyalty.program import Tier
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.rules import Benefit, EarnKind, EarnRule, Effect, Exclusion, Selector
from pos_app.loyalty.settling import settle
from pos_app.loyalty.why import say, why_entry, why_line, why_points
from pos_app.runtime.plurals import with_forms
from tests.support.loyalty import BASE, EVENT, basket, compiled, line, member, quoted, rich

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


def test_messages() -> None:
    assert (
        say(Message("nudge.next_reward", {"missing_points": 5, "reward": "Tea"}), english)
        == "5 points to Tea"
    )

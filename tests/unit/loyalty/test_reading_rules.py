"""Tiers, rules, exclusions, rewards of a program file."""

from __future__ import annotations

import pytest

from pos_app.kernel.money import Currency, Rate
from pos_app.loyalty.program import Program, Tier
from pos_app.loyalty.reading import read_program
from pos_app.loyalty.rules import (
    Benefit,
    EarnKind,
    EarnRule,
    Effect,
    Exclusion,
    Period,
    RewardForm,
    Scope,
    Selector,
    UseLimit,
    When,
    Whose,
)

EUR = Currency("EUR")
HEAD = '[program]\nid = "p"\nname = "P"\nversion = 1\n'
BASE = '[[earn]]\nid = "base"\nname = "Base"\npoints = 1\nper_spend = "1.00"\n'
TIER = '[[tier]]\nid = "gold"\nname = "Gold"\norder = 1\n'
REWARD = '[[reward]]\nid = "r"\nname = "R"\n'
RULE = '[[earn]]\nid = "e"\nname = "E"\n'


def read(text: str) -> Program:
    program = read_program(HEAD + BASE + text, EUR)
    assert isinstance(program, Program), program
    return program


def codes(text: str) -> list[tuple[str, str]]:
    found = read_program(HEAD + BASE + text, EUR)
    assert not isinstance(found, Program)
    return [(each.key, each.message.code.removeprefix("program.")) for each in found]


def test_tiers() -> None:
    assert read(TIER + 'multiplier = 1.50\nletter = "Au"').tiers == (
        Tier("gold", "Gold", "Au", 1, Rate(3, 2)),
    )
    assert read(TIER).tiers == (Tier("gold", "Gold", "G", 1),)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('points = "0.05"\nper_spend = 10', EarnRule("e", "E", EarnKind.SPEND, Rate(1, 20), 1000)),
        ("points = 3\nper_units = 0.5", EarnRule("e", "E", EarnKind.UNIT, Rate(3), 500)),
        ("points = 3\nper_sale = true", EarnRule("e", "E", EarnKind.SALE, Rate(3))),
        ("multiplier = 1.25", EarnRule("e", "E", EarnKind.MULTIPLIER, factor=Rate(5, 4))),
        (
            "points = 1\nper_sale = true\nminimum_spend = '15.00'\nmultiplied = false",
            EarnRule("e", "E", EarnKind.SALE, Rate(1), minimum_minor=1500, multiplied=False),
        ),
        (
            "multiplier = 2\ncategories = ['Food > Fruit', 'A/B']\nbrands = 'Own'\nexcept_tags = ['x']",
            EarnRule(
                "e",
                "E",
                EarnKind.MULTIPLIER,
                factor=Rate(2),
                selector=Selector(
                    categories=(("Food", "Fruit"), ("A/B",)), brands=("Own",), except_tags=("x",)
                ),
            ),
        ),
        (
            "points = 1\nper_sale = true\nweekdays = ['Tue', 'mon']\nhours = '22:00-02:00'\n"
            "from = 2026-03-01\nuntil = '2026-03-31'",
            EarnRule(
                "e",
                "E",
                EarnKind.SALE,
                Rate(1),
                when=When((), (0, 1), ((1320, 120),), "2026-03-01", "2026-03-31"),
            ),
        ),
        (
            "points = 1\nper_sale = true\nhours = ['00:00-24:00']",
            EarnRule("e", "E", EarnKind.SALE, Rate(1), when=When(hours=((0, 1440),))),
        ),
    ],
)
def test_earn_rules(text: str, rule: EarnRule) -> None:
    assert read(RULE + text).earn[1] == rule


@pytest.mark.parametrize(
    ("text", "reward"),
    [
        ("points = 500\namount = '5.00'", Benefit("r", "R", Effect.AMOUNT, 500, 500)),
        (
            "points = 300\npercent = 12.5\ncap = 10",
            Benefit("r", "R", Effect.PERCENT, 300, percent=Rate(1, 8), cap_minor=1000, per_sale=1),
        ),
        (
            "points = 150\nfree_item = true\ntags = ['coffee']",
            Benefit(
                "r", "R", Effect.FREE_ITEM, 150, scope=Scope.MATCHING, selector=Selector(tags=("coffee",))
            ),
        ),
        (
            "per_point = '0.005'\nas = 'tender'",
            Benefit("r", "R", Effect.PER_POINT, worth=Rate(1, 2), form=RewardForm.TENDER),
        ),
        (
            "points = 5\npercent = 50\nscope = 'cheapest'\nper_sale = 0\nminimum_spend = 3",
            Benefit("r", "R", Effect.PERCENT, 5, percent=Rate(1, 2), scope=Scope.CHEAPEST, minimum_minor=300),
        ),
    ],
)
def test_rewards(text: str, reward: Benefit) -> None:
    assert read(REWARD + text).rewards == (reward,)


def test_exclusions() -> None:
    text = '[[exclude]]\nid = "x"\nname = "gift card"\ntags = ["gift"]\nfrom = ["rewards"]\n'
    assert read(text).exclusions == (
        Exclusion("x", "gift card", Selector(tags=("gift",)), bars_earning=False, bars_rewards=True),
    )


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        (RULE + "points = 1", "earn[2]", "no_kind"),
        (RULE + "points = 1\nper_sale = true\nper_spend = 1", "earn[2].per_sale", "one_kind"),
        (RULE + "per_sale = true", "earn[2].points", "missing"),
        (RULE + "points = 0\nper_sale = true", "earn[2].points", "out_of_range"),
        (RULE + "points = -1\nper_sale = true", "earn[2].points", "out_of_range"),
        (RULE + "points = nan\nper_sale = true", "earn[2].points", "out_of_range"),
        (RULE + "points = 1e999999\nper_sale = true", "earn[2].points", "out_of_range"),
        (RULE + "points = 0.0000001\nper_sale = true", "earn[2].points", "out_of_range"),
        (RULE + "points = 1.0000001\nper_sale = true", "earn[2].points", "too_precise"),
        (RULE + "points = 'many'\nper_sale = true", "earn[2].points", "wrong_number"),
        (RULE + "points = '1.234,50'\nper_sale = true", "earn[2].points", "comma"),
        (RULE + "points = 1\nper_spend = '10,00'", "earn[2].per_spend", "comma"),
        (RULE + "points = 1\nper_spend = 0", "earn[2].per_spend", "out_of_range"),
        (RULE + "points = 1\nper_spend = 1.005", "earn[2].per_spend", "too_precise"),
        (RULE + "points = 1\nper_sale = false", "earn[2].per_sale", "only_true"),
        (RULE + "multiplier = 1", "earn[2].multiplier", "multiplier_small"),
        (RULE + "multiplier = 1001", "earn[2].multiplier", "out_of_range"),
        (RULE + "multiplier = 2\npoints = 5", "earn[2].points", "multiplier_has_no_points"),
        (RULE + "points = 1\nper_sale = true\ntags = []", "earn[2].tags", "empty_list"),
        (RULE + "points = 1\nper_sale = true\ntags = 5", "earn[2].tags", "wrong_list"),
        (RULE + "points = 1\nper_sale = true\ntags = [5]", "earn[2].tags", "wrong_text"),
        (
            RULE + "points = 1\nper_sale = true\ncategories = ['A > > B']",
            "earn[2].categories",
            "odd_category",
        ),
        (
            RULE + "points = 1\nper_sale = true\ncategories = ['1>2>3>4>5>6>7>8>9']",
            "earn[2].categories",
            "deep_category",
        ),
        (RULE + "points = 1\nper_sale = true\nweekdays = ['tuesday']", "earn[2].weekdays", "one_of"),
        (RULE + "points = 1\nper_sale = true\nhours = '5pm'", "earn[2].hours", "wrong_hours"),
        (RULE + "points = 1\nper_sale = true\nhours = '10:00-24:30'", "earn[2].hours", "wrong_hours"),
        (RULE + "points = 1\nper_sale = true\nfrom = '1.3.2026'", "earn[2].from", "wrong_date"),
        (RULE + "points = 1\nper_sale = true\nfrom = '2026-02-30'", "earn[2].from", "wrong_date"),
        (RULE + "points = 1\nper_sale = true\nfrom = 2026-03-01T10:00:00", "earn[2].from", "wrong_date"),
        (
            RULE + "points = 1\nper_sale = true\nfrom = 2026-03-02\nuntil = 2026-03-01",
            "earn[2].until",
            "dates_reversed",
        ),
        (REWARD + "points = 5", "reward[1]", "no_effect"),
        (REWARD + "points = 5\namount = 1\npercent = 5", "reward[1].percent", "one_effect"),
        (REWARD + "points = 0\namount = 1", "reward[1].points", "costs_nothing"),
        (REWARD + "amount = 1", "reward[1].points", "missing"),
        (REWARD + "points = 0.5\namount = 1", "reward[1].points", "too_precise"),
        (REWARD + "points = 5\namount = 0", "reward[1].amount", "out_of_range"),
        (REWARD + "points = 5\npercent = 101", "reward[1].percent", "out_of_range"),
        (REWARD + "points = 5\nper_point = 0.01", "reward[1].points", "per_point_has_no_price"),
        (REWARD + "points = 5\npercent = 5\nas = 'tender'", "reward[1].as", "tender_effect"),
        (REWARD + "points = 5\nfree_item = false", "reward[1].free_item", "only_true"),
        (REWARD + "points = 5\nfree_item = true\nscope = 'sale'", "reward[1].scope", "free_item_scope"),
        (REWARD + "points = 5\namount = 1\ncap = 1", "reward[1].cap", "cap_of_amount"),
        (REWARD + "points = 5\namount = 1\nbuy = 2", "reward[1].buy", "one_effect"),
        (TIER + "multiplier = 0.5", "tier[1].multiplier", "out_of_range"),
        (TIER + "letter = 'Gold'", "tier[1].letter", "text_long"),
        ("[[exclude]]\nid = 'x'\nname = 'x'", "exclude[1]", "excludes_everything"),
        ("[[exclude]]\nid = 'x'\nname = 'x'\ntags = 'a'\nfrom = 'all'", "exclude[1].from", "one_of"),
        ("[earning]\nx = 1", "earning.x", "unknown_key"),
        ("[[tier]]\nid = 'a b'\nname = 'A'\norder = 1", "tier[1].id", "odd_id"),
        ("tier = 5\n", "earn[1].tier", "unknown_key_near"),
        ('[[tier]]\nid = "a"\nname = "A\\u0007"\norder = 1', "tier[1].name", "control_characters"),
    ],
)
def test_what_is_wrong_is_named(text: str, key: str, code: str) -> None:
    assert (key, code) in codes(text)
    assert len(codes(text)) == 1


def test_free_items_default_to_matching_goods() -> None:
    reward = read(REWARD + "points = 5\nfree_item = true").rewards[0]
    assert reward.scope is Scope.SALE
    assert reward.effect is Effect.FREE_ITEM


CARD = '[[stamp_card]]\nid = "coffee"\nname = "Coffee"\nfull = 10\n'


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("percent = 2.5", EarnRule("e", "E", EarnKind.PERCENT, Rate(1, 40))),
        (
            "points = 1\nper_units = 1\nminimum_quantity = 2.5\nper_sale = 3",
            EarnRule(
                "e", "E", EarnKind.UNIT, Rate(1), 1000, minimum_milli=2500, limits=(UseLimit(3, Period.SALE),)
            ),
        ),
        (
            "points = 9\nper_sale = true\nper_member = {times = 1, per = 'day'}\ntotal = 500",
            EarnRule(
                "e",
                "E",
                EarnKind.SALE,
                Rate(9),
                limits=(UseLimit(1, Period.DAY), UseLimit(500, Period.EVER, Whose.EVERYBODY)),
            ),
        ),
        (
            "card = 'coffee'\nper_units = 1",
            EarnRule("e", "E", EarnKind.UNIT, Rate(1), 1000, multiplied=False, account="stamps:coffee"),
        ),
        (
            "card = 'coffee'\nstamps = 2\nper_spend = 5\nstores = '2'",
            EarnRule(
                "e",
                "E",
                EarnKind.SPEND,
                Rate(2),
                500,
                multiplied=False,
                when=When(stores=("2",)),
                account="stamps:coffee",
            ),
        ),
    ],
)
def test_cash_back_stamps_limits(text: str, rule: EarnRule) -> None:
    assert read(CARD + RULE + text).earn[1] == rule


@pytest.mark.parametrize(
    ("text", "key", "code"),
    [
        ("percent = 0", "percent", "out_of_range"),
        ("percent = 101", "percent", "out_of_range"),
        ("percent = 2\npoints = 1", "points", "percent_has_no_points"),
        ("percent = 2\nper_units = 1", "percent", "one_kind"),
        ("percent = 2\ncard = 'coffee'\nmultiplied = false", "card", "card_counts"),
        ("multiplier = 2\ncard = 'coffee'", "card", "card_counts"),
        ("stamps = 1\npoints = 1\nper_sale = true", "stamps", "stamps_need_card"),
        ("card = 'coffee'\npoints = 1\nper_sale = true", "points", "not_both"),
        ("card = 'coffee'\nstamps = 0\nper_sale = true", "stamps", "out_of_range"),
        ("card = 'coffee'\nper_sale = true\nmultiplied = true", "multiplied", "stamps_not_multiplied"),
        ("card = 'tea'\nper_sale = true", "card", "unknown_name"),
        ("points = 1\nper_sale = 3", "per_sale", "only_true"),
        ("points = 1\nper_units = 1\nper_sale = 0", "per_sale", "out_of_range"),
        ("points = 1\nper_units = 1\nminimum_quantity = 0", "minimum_quantity", "out_of_range"),
    ],
)
def test_what_is_wrong_with_stamps_or_cash_back(text: str, key: str, code: str) -> None:
    assert (f"earn[2].{key}", code) in codes(CARD + RULE + text)

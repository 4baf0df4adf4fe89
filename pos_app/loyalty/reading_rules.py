"""Tiers, earn rules, exclusions: one table of the file each."""

from __future__ import annotations

from decimal import Decimal
from unicodedata import category

from pos_app.kernel.limits import (
    POINTS_MAX,
    PROGRAM_FACTOR_MAX,
    PROGRAM_ID_LENGTH_MAX,
    PROGRAM_RATE_DIGITS_MAX,
    PROGRAM_USES_MAX,
    QUANTITY_MILLI_MAX,
    SALE_TOTAL_MINOR_MAX,
)
from pos_app.kernel.money import Rate
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.accounts import POINTS, stamps_key
from pos_app.loyalty.program import Tier
from pos_app.loyalty.reading_when import limits, selector, when
from pos_app.loyalty.rules import EarnKind, EarnRule, Exclusion, Period, UseLimit
from pos_app.loyalty.settings import TierMeasure
from pos_app.loyalty.table import Table, exact_rate

__all__ = ["Units", "earn_rule", "exclusion", "limits", "refuse_later", "selector", "tier", "when"]

_ONE_MILLIONTH = Decimal("0.000001")
_ONE_THOUSANDTH = Decimal("0.001")
_MOST_UNITS = Decimal(QUANTITY_MILLI_MAX) / MILLI
_COUNTED = ("per_spend", "per_units", "per_sale")
_KINDS = (*_COUNTED, "percent", "multiplier")
_WITHOUT_STEPS = {
    "per_sale": EarnKind.SALE,
    "percent": EarnKind.PERCENT,
    "multiplier": EarnKind.MULTIPLIER,
}


class Units:
    """Turns figures of the file into minor units and point units."""

    def __init__(self, money_digits: int, points_decimals: int) -> None:
        self._digits = money_digits
        self._decimals = points_decimals
        self.scale: int = 10**points_decimals
        self._major: int = 10**money_digits

    def amount(self, table: Table, key: str, least_minor: int = 0) -> int | None:
        """Return money in minor units, None when it is not given."""
        if table.take(key) is None:
            return None
        least = Decimal(least_minor) / self._major
        number = table.number(key, self._digits, least, Decimal(SALE_TOTAL_MINOR_MAX) / self._major)
        return None if number is None else int(number * self._major)

    def points(self, table: Table, key: str, least: int) -> int | None:
        """Return points in point units, None when they are not given."""
        number = table.number(key, self._decimals, Decimal(least), Decimal(POINTS_MAX // self.scale))
        return None if number is None else int(number * self.scale)

    def rate(self, table: Table, key: str, least: Decimal = _ONE_MILLIONTH) -> Rate | None:
        """Return an exact rate, None when it is not given."""
        if table.take(key) is None:
            return None
        number = table.number(key, PROGRAM_RATE_DIGITS_MAX, least, Decimal(POINTS_MAX))
        return None if number is None else exact_rate(number)

    def percent(self, table: Table, key: str) -> Rate | None:
        """Return a percentage above 0 and up to 100 as a fraction of 1, None when it is not given."""
        number = table.number(key, PROGRAM_RATE_DIGITS_MAX, _ONE_MILLIONTH, Decimal(100))
        return None if number is None else exact_rate(number / 100)

    def worth(self, table: Table, key: str) -> Rate | None:
        """Return money per point as minor units per point unit, None when it is not given."""
        number = table.number(key, PROGRAM_RATE_DIGITS_MAX, _ONE_MILLIONTH, Decimal(POINTS_MAX))
        return None if number is None else exact_rate(number * self._major / self.scale)

    def rule_id(self, table: Table) -> str:
        """Return the table's id: letters of any script with their marks, digits, dash, underscore, dot."""
        text = table.text("id", most=PROGRAM_ID_LENGTH_MAX)
        if not all(letter.isalnum() or letter in "-_." or category(letter)[0] == "M" for letter in text):
            table.problem("id", "program.odd_id", value=text)
        return text


def tier(table: Table, units: Units, measure: TierMeasure = TierMeasure.SPEND) -> Tier:
    """Read one [[tier]]: its threshold is money, points or visits, as tiers are measured."""
    name = table.text("name")
    found = Tier(
        tier_id=units.rule_id(table),
        name=name,
        letter=table.text("letter", name[:1].upper() or "?", most=2),
        order=table.whole("order", None, 0, POINTS_MAX),
        multiplier=_factor(table, "multiplier", units, least=1) or Rate(1),
        threshold=_threshold(table, units, measure),
        perks=table.texts("perks") if table.has("perks") else (),
    )
    table.close()
    return found


def _threshold(table: Table, units: Units, measure: TierMeasure) -> int | None:
    if measure is TierMeasure.SPEND:
        return units.amount(table, "threshold")
    if measure is TierMeasure.POINTS:
        return units.points(table, "threshold", 0)
    return table.whole("threshold", None, 0, POINTS_MAX) if table.has("threshold") else None


def exclusion(table: Table, units: Units) -> Exclusion:
    """Read one [[exclude]]."""
    bars = table.texts("from") or ("earning", "rewards")
    for word in bars:
        if word not in ("earning", "rewards"):
            table.problem("from", "program.one_of", value=word, choices="earning, rewards")
    found = Exclusion(
        exclusion_id=units.rule_id(table),
        name=table.text("name"),
        selector=selector(table),
        bars_earning="earning" in bars,
        bars_rewards="rewards" in bars,
    )
    if not found.selector.is_limited:
        table.problem("", "program.excludes_everything")
    table.close()
    return found


def earn_rule(table: Table, units: Units) -> EarnRule:
    """Read one [[earn]]: points or stamps with exactly one of per_spend, per_units, per_sale; cash back; a multiplier.

    `per_sale` is true for points once per sale; as a number it limits how often per_spend or per_units counts.
    """
    kind, step = _earn_kind(table, units)
    card = table.text("card", "", PROGRAM_ID_LENGTH_MAX) if table.has("card") else ""
    points = _earn_points(table, units, kind, card)
    factor = _factor(table, "multiplier", units, least=0)
    if factor is not None and factor.numerator <= factor.denominator:
        table.problem("multiplier", "program.multiplier_small")
    quantity = table.number("minimum_quantity", 3, _ONE_THOUSANDTH, _MOST_UNITS)
    found = EarnRule(
        rule_id=units.rule_id(table),
        name=table.text("name"),
        kind=kind,
        points=points,
        step=step,
        factor=factor or Rate(1),
        minimum_minor=units.amount(table, "minimum_spend") or 0,
        multiplied=table.flag("multiplied", not card),
        selector=selector(table),
        when=when(table),
        minimum_milli=int(quantity * MILLI) if quantity is not None else 0,
        account=stamps_key(card) if card else POINTS,
        limits=(*_times_per_sale(table), *limits(table)),
    )
    if card and found.multiplied:
        table.problem("multiplied", "program.stamps_not_multiplied")
    table.close()
    return found


def _earn_points(table: Table, units: Units, kind: EarnKind, card: str) -> Rate:
    """Read what a rule gives: `points`, with a card `stamps`, as cash back `percent` of the spend."""
    if kind is EarnKind.PERCENT:
        percent = units.percent(table, "percent")
        if table.has("points"):
            table.take("points")
            table.problem("points", "program.percent_has_no_points")
        if card:
            table.problem("card", "program.card_counts", choices=", ".join(_COUNTED))
        return percent or Rate(0)
    if kind is EarnKind.MULTIPLIER:
        units.rate(table, "points")
        if table.has("points"):
            table.problem("points", "program.multiplier_has_no_points")
        if card:
            table.problem("card", "program.card_counts", choices=", ".join(_COUNTED))
        return Rate(0)
    if not card:
        points = units.rate(table, "points")
        if points is None and not table.has("points"):
            table.problem("points", "program.missing")
        if table.has("stamps"):
            table.take("stamps")
            table.problem("stamps", "program.stamps_need_card")
        return points or Rate(0)
    if table.has("points"):
        table.take("points")
        table.problem("points", "program.not_both", other="card")
    return Rate(table.whole("stamps", 1, 1, PROGRAM_USES_MAX))


def _earn_kind(table: Table, units: Units) -> tuple[EarnKind, int]:
    spend = units.amount(table, "per_spend", least_minor=1)
    quantity = table.number("per_units", 3, _ONE_THOUSANDTH, _MOST_UNITS)
    given = [key for key in _KINDS if table.has(key)]
    if _is_flag(table, "per_sale"):
        if not table.flag("per_sale", True):
            table.problem("per_sale", "program.only_true")
    elif "per_sale" in given and ("per_spend" in given or "per_units" in given):
        given.remove("per_sale")
    if len(given) != 1:
        code = "program.one_kind" if given else "program.no_kind"
        table.problem(given[-1] if given else "", code, choices=", ".join(_KINDS))
        return EarnKind.SALE, 0
    if given[0] == "per_spend":
        return EarnKind.SPEND, spend or 1
    if given[0] == "per_units":
        return EarnKind.UNIT, int(quantity * MILLI) if quantity is not None else MILLI
    return _WITHOUT_STEPS[given[0]], 0


def _times_per_sale(table: Table) -> tuple[UseLimit, ...]:
    """Read `per_sale = 3`: the rule counts at most three times in one sale."""
    if not table.has("per_sale") or _is_flag(table, "per_sale"):
        return ()
    times = table.whole("per_sale", None, 1, PROGRAM_USES_MAX)
    if not table.has("per_spend") and not table.has("per_units"):
        table.problem("per_sale", "program.only_true")
    return (UseLimit(times, Period.SALE),)


def _is_flag(table: Table, key: str) -> bool:
    return isinstance(table.values.get(key), bool)


def _factor(table: Table, key: str, units: Units, least: int) -> Rate | None:
    factor = units.rate(table, key, Decimal(least))
    if factor is not None and factor.numerator > PROGRAM_FACTOR_MAX * factor.denominator:
        table.problem(key, "program.out_of_range", least=least, most=PROGRAM_FACTOR_MAX)
        return None
    return factor


def refuse_later(table: Table, keys: tuple[str, ...]) -> None:
    """Refuse keys of the format that this version does not offer."""
    for key in keys:
        if table.has(key):
            table.take(key)
            table.problem(key, "program.not_yet")

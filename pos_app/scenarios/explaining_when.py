"""Which goods, when, for whom, how often: the conditions of a rule in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pos_app.kernel.messages import Translate
from pos_app.kernel.quantity import MILLI, Unit, quantity_text
from pos_app.loyalty.rules import Selector, UseLimit, When

NO_NAMES: Mapping[str, str] = MappingProxyType({})
_NAMES_SHOWN = 8
_HOUR = 60


def goods(selector: Selector, say: Translate) -> Iterator[str]:
    """Yield which lines a rule looks at; nothing when it looks at all."""
    wanted = (
        ("products", selector.products),
        ("categories", tuple(" > ".join(path) for path in selector.categories)),
        ("brands", selector.brands),
        ("tags", selector.tags),
        ("except_products", selector.except_products),
        ("except_categories", tuple(" > ".join(path) for path in selector.except_categories)),
        ("except_brands", selector.except_brands),
        ("except_tags", selector.except_tags),
    )
    for kind, names in wanted:
        if names:
            yield say(f"plain.goods.{kind}", names=named(names, say))


def conditions(when: When, say: Translate, names_of: Mapping[str, str] = NO_NAMES) -> Iterator[str]:
    """Yield when and for whom a rule holds; nothing when it always does. `names_of` are those of tiers, plans."""
    if when.weekdays:
        yield say("plain.when.weekdays", names=", ".join(say(f"plain.day_{day}") for day in when.weekdays))
    if when.hours:
        spans = (f"{_clock(start)}-{_clock(end)}" for start, end in when.hours)
        yield say("plain.when.hours", names=", ".join(spans))
    if when.valid_from and when.valid_until:
        yield say("plain.when.dates", since=when.valid_from, until=when.valid_until)
    elif when.valid_from:
        yield say("plain.when.from", since=when.valid_from)
    elif when.valid_until:
        yield say("plain.when.until", until=when.valid_until)
    for kind in ("tiers", "plans", "segments", "stores", "channels"):
        names = tuple(names_of.get(each, each) for each in getattr(when, kind))
        if names:
            yield say(f"plain.when.{kind}", names=named(names, say))
    if when.tenders:
        yield say(
            "plain.when.tenders", names=", ".join(say(f"receipt.tender.{kind}") for kind in when.tenders)
        )
    if when.code:
        yield say("plain.when.code", entered=when.code)
    for kind in ("members", "referred"):
        if getattr(when, kind):
            yield say(f"plain.when.{kind}")
    yield from _history(when, say)


def _history(when: When, say: Translate) -> Iterator[str]:
    if when.visit == 1:
        yield say("plain.when.first")
    elif when.visit:
        yield say("plain.when.visit", count=when.visit)
    if when.every_visit:
        yield say("plain.when.every_visit", count=when.every_visit)
    if when.birthday_days is not None:
        code = "plain.when.birthday_days" if when.birthday_days else "plain.when.birthday"
        yield say(code, count=when.birthday_days)
    for kind in ("bought", "never_bought"):
        asked = getattr(when, kind)
        if asked is not None:
            what = "; ".join(goods(asked.selector, say))
            code = f"plain.when.{kind}_days" if asked.days else f"plain.when.{kind}"
            yield say(code, what=what, count=asked.days)


def uses(limits: tuple[UseLimit, ...], say: Translate) -> Iterator[str]:
    """Yield how often a rule can be used."""
    for limit in limits:
        period = say(f"plain.period.{limit.period.value}")
        yield say(f"plain.uses.{limit.whose.value}", count=limit.times, period=period)


def minimums(
    minimum_minor: int, minimum_milli: int, net: bool, of_some: bool, say: Translate
) -> Iterator[str]:
    """Yield what the goods must come to, those that match when the rule is `of_some` only."""
    if minimum_minor:
        code = "plain.minimum_net" if net else "plain.minimum" if of_some else "plain.minimum_sale"
        yield say(code, least_minor=minimum_minor)
    if minimum_milli:
        yield say("plain.minimum_quantity", count=count_text(minimum_milli))


def named(names: tuple[str, ...], say: Translate) -> str:
    """Return names as a list, bounded."""
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return say("plain.more_names", names=shown, count=more) if more > 0 else shown


def count_text(quantity_milli: int) -> str:
    """Return a quantity as people write it: 3, 0.5."""
    if quantity_milli % MILLI == 0:
        return str(quantity_milli // MILLI)
    return quantity_text(quantity_milli, Unit.KG).rstrip("0")


def _clock(minute: int) -> str:
    return f"{minute // _HOUR:02d}:{minute % _HOUR:02d}"

"""Three baskets that show what a program does, made of goods that its rules name."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec

from pos_app.checkout.evaluation import Evaluated
from pos_app.kernel.ids import EventId, ProductId, derived_id
from pos_app.kernel.messages import Translate
from pos_app.kernel.money import Currency, Rate
from pos_app.kernel.quantity import MILLI
from pos_app.loyalty.accounts import POINTS, points_account
from pos_app.loyalty.compiled import CompiledProgram, compile_program
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.program import Program
from pos_app.loyalty.rules import Selector
from pos_app.retail.product import Product
from pos_app.retail.shop import ShopProfile, TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.scenarios import ids
from pos_app.scenarios.memory import MemoryPrograms, tools_of
from pos_app.scenarios.memory_books import MemoryBooks
from pos_app.scenarios.opening import opening_entry
from pos_app.scenarios.play import CASHIER
from pos_app.scenarios.scenario import OldLot, StepLine
from pos_app.scenarios.selling import Till
from pos_app.scenarios.world import World

SATURDAY_NOON_MS = 1_773_489_600_000
"""14 March 2026, 12:00 UTC: an instant for examples, the same on every run."""
_RULES_SHOWN = 6
_SMALL, _ORDINARY, _MATCHING = 450, 1000, 350
"""Prices of the goods in cents of a currency with two digits."""
_LARGE_LEAST = 9000
_POINTS_HELD = 1000


class Sample(msgspec.Struct, frozen=True):
    """One basket: products, whole pieces of each."""

    name: str
    goods: tuple[tuple[Product, int], ...]


def samples(program: Program, say: Translate) -> tuple[Sample, ...]:
    """Return a small basket, an everyday one with goods of several rules, one that reaches every minimum."""
    unit = 10**program.money_digits
    ordinary = _product("ordinary", say("sample.ordinary"), _ORDINARY * unit // 100, Selector())
    small = _product("small", say("sample.ordinary"), _SMALL * unit // 100, Selector())
    matching = tuple(_matching(program, _MATCHING * unit // 100))
    least = max([_LARGE_LEAST * unit // 100, *_minimums(program)])
    count = -(-least // ordinary.price_minor) + 1
    return (
        Sample(say("sample.small"), ((small, 1),)),
        Sample(say("sample.everyday"), ((ordinary, 1), *((each, 2) for each in matching))),
        Sample(say("sample.large"), ((ordinary, count), *((each, 3) for each in matching))),
    )


def quoted(compiled: CompiledProgram, sample: Sample, tier: str | None) -> Evaluated:
    """Return the figures of a sample for a member of a tier who has some points; without a card for None."""
    program = compiled.program
    world = World(ZoneInfo("UTC"), compiled, SATURDAY_NOON_MS)
    card = "" if tier is None else "sample"
    if tier is not None:
        member_id = ids.member_id(card)
        snapshot = MemberSnapshot(
            member_id,
            points_account(member_id),
            tier,
            (),
            SATURDAY_NOON_MS,
            SATURDAY_NOON_MS,
            last_activity_ms=SATURDAY_NOON_MS,
            tier_since_ms=SATURDAY_NOON_MS,
            visits=1,
        )
        world.join(snapshot, "")
        held = OldLot(POINTS, _POINTS_HELD * 10**program.decimals, SATURDAY_NOON_MS, None)
        entry = opening_entry(member_id, held, program, world.zone, "sample")
        world.post(EventId(derived_id(ids.ROOT, "sample points")), (entry,))
    products = {product.number: product for product, _ in sample.goods}
    books, programs = MemoryBooks(world), MemoryPrograms(world.zone)
    till = Till(tools_of(world, books, programs, products, example_shop(program), sample.name), CASHIER, card)
    for product, count in sample.goods:
        till.put(product, StepLine(product.number, count * MILLI))
    return till.evaluated


def compiled_of(program: Program) -> CompiledProgram:
    """Return the program ready for its samples."""
    return compile_program(program, ZoneInfo("UTC"))


def tiers_of(program: Program) -> tuple[str, ...]:
    """Return the tiers from the lowest, one without a name when there are none."""
    return tuple(each.tier_id for each in sorted(program.tiers, key=lambda tier: tier.order)) or ("",)


def _matching(program: Program, price_minor: int) -> Iterator[Product]:
    """One product for each of the first selectors that name something, each different."""
    seen: set[Selector] = set()
    named = [rule.selector for rule in program.earn]
    named += [rule.selector for rule in (*program.promotions, *program.rewards)]
    named += [rule.selector for rule in program.prices]
    dearer = {rule.selector: 2 * (rule.price_minor or 0) for rule in program.prices}
    for selector in named:
        if selector.is_limited and selector not in seen and len(seen) < _RULES_SHOWN:
            seen.add(selector)
            price = max(price_minor, dearer.get(selector, 0))
            yield _product(f"sample-{len(seen)}", _name_of(selector), price, selector)


def _product(number: str, name: str, price_minor: int, selector: Selector) -> Product:
    """A product that fits a selector, under a shop's number of its own unless the rule names numbers."""
    return Product(
        product_id=ProductId(derived_id(ids.ROOT, f"sample:{number}")),
        number=selector.products[0] if selector.products else number,
        name=name,
        receipt_name=name,
        price_minor=price_minor,
        tax_class="none",
        category=selector.categories[0] if selector.categories else (),
        brand=selector.brands[0] if selector.brands else "",
        tags=selector.tags[:1],
    )


def _name_of(selector: Selector) -> str:
    category = selector.categories[0][-1:] if selector.categories else ()
    names = (*selector.products[:1], *category, *selector.brands[:1], *selector.tags[:1])
    return ", ".join(names)


def _minimums(program: Program) -> Iterator[int]:
    yield from (rule.minimum_minor for rule in program.earn)
    yield from (rule.minimum_minor for rule in (*program.promotions, *program.rewards))


def example_shop(program: Program) -> ShopProfile:
    """Return a shop without taxes, for examples."""
    return ShopProfile(
        name="",
        address=(),
        tax_number="",
        footer=(),
        currency=Currency("XXX", program.money_digits),
        tax=TaxRules(TaxMode.INCLUSIVE, TaxRounding.PER_LINE, (TaxClass("none", "A", Rate(0)),)),
        locale="en_GB",
        region="",
        zone="UTC",
    )

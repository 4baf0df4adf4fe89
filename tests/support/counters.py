"""A counter on a real data folder: shop, program, products, members, a cashier who is signed on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.ids import CashierId, ProductId, derived_id
from pos_app.kernel.money import Currency, Rate
from pos_app.kernel.quantity import Unit
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.program import Program
from pos_app.loyalty.reading import read_program
from pos_app.ports.staff import Cashier, Role
from pos_app.retail.product import Forbid, Product
from pos_app.retail.shop import MeasuredCodeRule, ShopProfile, TaxClass, TaxMode, TaxRounding, TaxRules
from pos_app.storage.opening import Storage, open_storage
from tests.support.tills import CountedIds, SetClock

EUR = Currency("EUR")
RULES = TaxRules(
    TaxMode.INCLUSIVE,
    TaxRounding.PER_LINE,
    (TaxClass("standard", "A", Rate(19, 100)), TaxClass("reduced", "B", Rate(7, 100))),
)
SHOP = ShopProfile(
    name="Corner Shop",
    address=("1 High Street",),
    tax_number="DE 123",
    footer=("Thank you",),
    currency=EUR,
    tax=RULES,
    locale="en_GB",
    region="DE",
    zone="Europe/Berlin",
    measured_codes=(
        MeasuredCodeRule("weight", "28IIIIIWWWWWK", 3),
        MeasuredCodeRule("price", "22IIIIICPPPPK", 2),
    ),
    card_patterns=(r"M\d{8}", r"2990\d{9}"),
)
PROGRAM = """
[program]
id = "test"
name = "Test"
version = 1

[expiry]
kind = "after"
months = 12

[[earn]]
id = "base"
name = "Points"
points = 1
per_spend = "1.00"

[[reward]]
id = "five"
name = "5.00 off"
points = 50
amount = "5.00"

[[reward]]
id = "pay"
name = "Pay with points"
per_point = "0.05"
as = "tender"
"""
CASHIER = Cashier(CashierId(UUID(int=1)), "Ann", Role.CASHIER)
MANAGER = Cashier(CashierId(UUID(int=2)), "Max", Role.MANAGER)


def item(
    number: str,
    price_minor: int,
    *codes: str,
    unit: Unit = Unit.PIECE,
    name: str = "",
    tax_class: str = "reduced",
    forbids: tuple[Forbid, ...] = (),
    min_age: int = 0,
) -> Product:
    """A product for the shelf."""
    return Product(
        product_id=ProductId(derived_id(UUID(int=9), number)),
        number=number,
        name=name or f"Thing {number}",
        receipt_name=name or f"Thing {number}",
        price_minor=price_minor,
        tax_class=tax_class,
        unit=unit,
        codes=codes,
        forbids=forbids,
        min_age=min_age,
    )


MILK = item("100", 129, "04006381333931", name="Whole milk 1 l")
BANANAS = item("20001", 199, unit=Unit.KG, name="Bananas")
COFFEE = item("200", 1490, "08690526012346", name="Espresso beans 1 kg")
BEER = item("300", 250, "05000112345674", name="Beer", tax_class="standard", min_age=18)
DEPOSIT = item("400", 25, name="Deposit", forbids=(Forbid.DISCOUNT, Forbid.EARN))
SHELF = (MILK, BANANAS, COFFEE, BEER, DEPOSIT)


@dataclass
class Counter:
    """The counter with everything behind it."""

    session: CheckoutSession
    tools: Tools
    storage: Storage
    clock: SetClock
    ids: CountedIds
    folder: Path


def the_program(text: str = PROGRAM) -> Program:
    """The program of these tests, or another one."""
    program = read_program(text, EUR)
    assert isinstance(program, Program), program
    return program


@contextmanager
def counter(
    folder: Path,
    cashier: Cashier = MANAGER,
    shop: ShopProfile = SHOP,
    start: int = 0,
    program_text: str = PROGRAM,
    shelf: tuple[Product, ...] = SHELF,
) -> Iterator[Counter]:
    """Open a data folder and sign a cashier on."""
    clock, ids = SetClock(), CountedIds(start)
    storage = open_storage(folder, clock, ids, use_keyring=False)
    try:
        storage.catalogue.add(shelf)
        zone = ZoneInfo(shop.zone)
        program = compile_program(the_program(program_text), zone)
        tools = Tools(
            shop,
            zone,
            program,
            storage.catalogue,
            storage.members,
            storage.books,
            clock,
            ids,
            records=storage.records,
            programs=storage.programs,
            signing=storage.signing,
        )
        yield Counter(CheckoutSession(tools, cashier), tools, storage, clock, ids, folder)
    finally:
        storage.close()

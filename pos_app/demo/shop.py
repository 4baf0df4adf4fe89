"""Makes the demo shop: settings, products, people, what they bought so far."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from pos_app.checkout.tools import Tools
from pos_app.demo import past
from pos_app.demo.people import MEMBERS, STAFF, DemoMember, card_end_ms
from pos_app.demo.real_products import best_sellers, shop_product
from pos_app.demo.seeded import PastClock, SeededIds
from pos_app.kernel.clock import DAY_MS, Clock
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import EventId, derived_id
from pos_app.loyalty.compiled import compile_program
from pos_app.ports.members import Enrolment, MemberStatus
from pos_app.replay.catalogue import listed_products
from pos_app.replay.dataset import data_folder
from pos_app.retail.csv_import import ProductImport, read_products
from pos_app.retail.product import Product
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.paths import resource_path
from pos_app.runtime.program_file import load_program
from pos_app.runtime.settings import SETTINGS_FILE, read_settings
from pos_app.storage.opening import Storage, open_storage

PRODUCTS_FILE = "products.csv"
SEED = "demo shop"
JOINED_DAYS = 200
CANDIDATES = 12_000
"""Best sellers that are looked at: many share a name with a better one."""
CONSENT = "You may send me offers of the shop."


def is_made(folder: Path) -> bool:
    """True when the folder holds a shop: its settings are written last."""
    return (folder / SETTINGS_FILE).exists()


def build_demo(folder: Path, clock: Clock, *, use_keyring: bool = True, real_products: bool = True) -> None:
    """Make the demo shop in `folder`, in a few seconds; after a kill it can be made again.

    All dates lie before the clock's now. Real products of a grocer are added when the extra `data` is installed,
    unless `real_products` is False. Raises as `open_storage`.
    """
    text = resource_path("shop", SETTINGS_FILE).read_text(encoding="utf-8")
    settings = read_settings(text)
    shop = settings.shop
    zone = ZoneInfo(shop.zone)
    program = compile_program(load_program(folder, settings.program, shop.currency), zone)
    now_ms = clock.now_ms()
    standing = PastClock(now_ms - JOINED_DAYS * DAY_MS)
    ids = SeededIds(standing, SEED)
    storage = open_storage(
        folder,
        standing,
        ids,
        store_no=shop.store_no,
        terminal_no=shop.terminal_no,
        zone=zone,
        use_keyring=use_keyring,
    )
    try:
        table = own_products(shop)
        storage.catalogue.add(_all_products(table, real_products))
        storage.catalogue.set_quick_keys(table.quick_keys)
        _enrol(storage, standing.at_ms, now_ms)
        for one in STAFF:
            storage.staff.add(one.cashier, one.pin)
        tools = Tools(
            shop,
            zone,
            program,
            storage.catalogue,
            storage.members,
            storage.books,
            standing,
            ids,
            records=storage.records,
            signing=storage.signing,
        )
        past.ring_up(tools, standing, now_ms)
    finally:
        storage.close()
    _write_last(folder / SETTINGS_FILE, text)


def own_products(shop: ShopProfile) -> ProductImport:
    """Return the products that come along with the program. Raises Refused `demo.products_damaged`."""
    with resource_path("shop", PRODUCTS_FILE).open(encoding="utf-8", newline="") as lines:
        table = read_products(lines, shop)
    if table.problems:
        raise Refused("demo.products_damaged", line=table.problems[0].line)
    return table


def _all_products(table: ProductImport, real_products: bool) -> Iterator[Product]:
    yield from table.products
    if not real_products:
        return
    try:
        data = data_folder()
    except Refused:
        return
    numbers = {product.number for product in table.products}
    names = frozenset(product.name for product in table.products)
    for listed in best_sellers(listed_products(data, CANDIDATES), names):
        if str(listed.number) not in numbers:
            yield shop_product(listed)


def _enrol(storage: Storage, joined_ms: int, now_ms: int) -> None:
    storage.members.enrol_all(_enrolment(member, joined_ms) for member in MEMBERS)
    for member in MEMBERS:
        end_ms = card_end_ms(member, now_ms)
        if member.card and (member.card_status is not MemberStatus.ACTIVE or end_ms is not None):
            storage.members.set_card(member.card, member.card_status, end_ms)


def _enrolment(member: DemoMember, joined_ms: int) -> Enrolment:
    return Enrolment(
        event_id=EventId(derived_id(member.member_id, "enrol")),
        member_id=member.member_id,
        name=member.name,
        phone=member.phone,
        card=member.card,
        consent=True,
        consent_text=CONSENT,
        tier=member.tier,
        at_ms=joined_ms,
    )


def _write_last(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)

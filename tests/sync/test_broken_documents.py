"""What head office sends may be broken: the till keeps what it had, takes up the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from pos_app.ports.staff import Role
from pos_app.storage.document_bodies import StaffBody
from pos_app.storage.in_force import shop_in_force
from tests.support.counters import BEER, COFFEE, MANAGER, MILK, SHOP
from tests.support.tills import START_MS, opened
from tests.sync.test_documents import Till

NAMES = "SELECT name, pin_hash FROM staff WHERE cashier_id = ?"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till that belongs to a server."""
    with opened(tmp_path) as storage:
        yield Till(storage)


@pytest.mark.parametrize(
    "wrong",
    [
        {"codes": ("abc",)},
        {"codes": ("9" * 40,)},
        {"codes": ("²" * 14,)},
        {"price_minor": 2**70},
        {"price_minor": -5},
        {"min_age": 2**65},
        {"name": ""},
        {"name": "\u202eBeer"},
        {"receipt_name": "\x1bm\x1dV0"},
        {"number": "1\n2"},
        {"number": "9" * 100},
    ],
    ids=str,
)
def test_a_product_that_cannot_be_keeps_back_no_other(till: Till, wrong: dict[str, object]) -> None:
    till.gets("product", COFFEE.product_id, COFFEE)
    till.desk.take_up()
    till.gets("product", COFFEE.product_id, replace(COFFEE, **wrong))
    till.gets("product", MILK.product_id, MILK)
    assert till.desk.take_up() == {"product"}
    assert till.product(COFFEE.number) == COFFEE
    assert till.product(MILK.number) == MILK


def test_quick_keys_leave_out_what_is_not_sold_any_more(till: Till) -> None:
    for each in (MILK, BEER):
        till.gets("product", each.product_id, each)
    till.gets("product", BEER.product_id, "", gone=True)
    till.gets("quick_keys", "shop", [str(BEER.product_id), str(UUID(int=5)), str(MILK.product_id)])
    till.desk.take_up()
    assert till.storage.catalogue.quick_keys(10) == (MILK,)


@pytest.mark.parametrize(
    "pin_hash",
    ["", "x", "$argon2id$v=19$m=99999999,t=3,p=4$YWJj$YWJj", "$argon2id$v=19$m=65536,t=3,p=1$YWJj"],
)
def test_somebody_with_a_broken_pin_stays_who_it_was(till: Till, pin_hash: str) -> None:
    till.storage.staff.add(MANAGER, "123456")
    before = till.storage.database.row(NAMES, (MANAGER.cashier_id.bytes,))
    till.gets("staff", MANAGER.cashier_id, StaffBody("Boss", Role.MANAGER, pin_hash))
    till.desk.take_up()
    assert till.storage.database.row(NAMES, (MANAGER.cashier_id.bytes,)) == before
    assert till.storage.staff.sign_on(MANAGER.cashier_id, "123456", START_MS) == MANAGER


def test_somebody_who_comes_down_can_sign_on(till: Till) -> None:
    till.storage.staff.add(MANAGER, "123456")
    row = till.storage.database.row(NAMES, (MANAGER.cashier_id.bytes,))
    assert row is not None
    till.gets("staff", MANAGER.cashier_id, msgspec.to_builtins(StaffBody("Boss", Role.MANAGER, row[1])))
    till.desk.take_up()
    assert till.storage.staff.sign_on(MANAGER.cashier_id, "123456", START_MS).name == "Boss"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tax", "classes"), []),
        (("tax", "classes", 0, "rate", "denominator"), 0),
        (("card_patterns",), ["("]),
        (("measured_codes", 0, "decimals"), 10**12),
        (("measured_codes", 0, "pattern"), "zz"),
    ],
    ids=str,
)
def test_a_shop_by_which_nothing_can_be_sold_never_counts(
    till: Till, path: tuple[str | int, ...], value: object
) -> None:
    link = till.storage.outbox.link()
    assert link is not None
    values = json.loads(msgspec.json.encode(replace(SHOP, name="Other")))
    place = values
    for step in path[:-1]:
        place = place[step]
    till.gets("settings", "shop", values)
    assert shop_in_force(till.storage.documents, SHOP, link).name == "Other"
    place[path[-1]] = value
    till.gets("settings", "shop", values)
    assert shop_in_force(till.storage.documents, SHOP, link).name == SHOP.name

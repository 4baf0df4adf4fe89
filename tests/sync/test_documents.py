"""What head office sends arrives on a real till, whatever else is in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from pos_app.ports.documents import KeptDocument
from pos_app.ports.staff import Cashier, Role
from pos_app.retail.product import Product
from pos_app.storage.document_appliers import appliers
from pos_app.storage.document_bodies import StaffBody
from pos_app.storage.opening import Storage
from pos_app.sync.documents import DocumentDesk
from pos_app.wire.enrolling import EnrolReply
from pos_app.wire.pull import FedDocument, PullReply
from tests.support.counters import BEER, CASHIER, COFFEE, MANAGER, MILK
from tests.support.tills import START_MS, opened


class Till:
    """A till with its desk."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.version = 0
        self.told: list[frozenset[str]] = []
        taking = appliers(storage.database, storage.catalogue)
        self.desk = DocumentDesk(storage.documents, taking, self.told.append)
        storage.outbox.connect("http://127.0.0.1:1", "", self._reply())

    def gets(
        self, kind: str, doc_id: object, body: object, *, scope: str = "shop", gone: bool = False
    ) -> None:
        """Let a document come down."""
        self.version += 1
        text = body if isinstance(body, str) else msgspec.json.encode(body).decode()
        fed = FedDocument(0, self.version, scope, kind, str(doc_id), self.version, text, gone)
        reply = PullReply(
            server_epoch="epoch-1",
            server_time=START_MS,
            changes=(fed,),
            cursors={0: self.version},
            more=False,
        )
        self.storage.outbox.take_in(reply)

    def product(self, number: str) -> Product | None:
        return self.storage.catalogue.by_number(number)

    def _reply(self) -> EnrolReply:
        return EnrolReply(
            store_no="0001",
            terminal_no="02",
            series="A",
            server_key="",
            server_epoch="epoch-1",
            server_time=START_MS,
            server_name="Head office",
            keys=self.storage.outbox.own_keys(),
            publish=False,
        )


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till that belongs to a server."""
    with opened(tmp_path) as storage:
        yield Till(storage)


def test_products_change_come_and_go(till: Till) -> None:
    for each in (MILK, COFFEE):
        till.gets("product", each.product_id, each)
    assert till.desk.take_up() == {"product"}
    till.gets("product", MILK.product_id, replace(MILK, price_minor=149))
    till.gets("product", COFFEE.product_id, "", gone=True)
    till.desk.take_up()
    milk = till.product(MILK.number)
    assert milk is not None
    assert milk.price_minor == 149
    assert till.product(COFFEE.number) is None
    assert till.desk.take_up() == frozenset()
    assert till.told == [{"product"}, {"product"}]


def test_two_products_that_swap_their_numbers(till: Till) -> None:
    for each in (MILK, COFFEE, BEER):
        till.gets("product", each.product_id, each)
    till.desk.take_up()
    till.gets("product", MILK.product_id, replace(MILK, number="999"))
    till.gets("product", COFFEE.product_id, replace(COFFEE, number=MILK.number))
    till.gets("product", BEER.product_id, replace(BEER, number=COFFEE.number))
    till.desk.take_up()
    numbers = {
        each.product_id: each.number for each in (till.product(one) for one in ("999", "100", "200")) if each
    }
    assert numbers == {MILK.product_id: "999", COFFEE.product_id: "100", BEER.product_id: "200"}


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"name": 5}', "\ufffd"])
@pytest.mark.parametrize("kind", ["product", "staff", "quick_keys"])
def test_what_cannot_be_used_is_passed_over(till: Till, kind: str, body: str) -> None:
    till.gets(kind, UUID(int=5), body)
    till.gets("product", "no id at all", MILK)
    till.gets("product", MILK.product_id, MILK)
    till.desk.take_up()
    assert till.product(MILK.number) == MILK
    assert till.desk.take_up() == frozenset()


def test_the_narrowest_scope_counts(till: Till) -> None:
    device = till.storage.outbox.device_id
    prices = {"shop": 100, "store:0001": 90, f"terminal:{device}": 80, "store:0002": 1}
    for scope, price in prices.items():
        till.gets("product", MILK.product_id, replace(MILK, price_minor=price), scope=scope)
    seen = []
    for scope in (f"terminal:{device}", "store:0001", "shop"):
        till.desk.take_up()
        found = till.product(MILK.number)
        seen.append(found.price_minor if found else 0)
        till.gets("product", MILK.product_id, "", scope=scope, gone=True)
    till.desk.take_up()
    assert seen == [80, 90, 100]
    assert till.product(MILK.number) is None


def test_people_come_with_their_pin_while_the_last_chief_stays(till: Till) -> None:
    staff = till.storage.staff
    staff.add(MANAGER, "123456")
    staff.add(CASHIER, "4711")
    hashes = till.storage.database.rows("SELECT cashier_id, pin_hash FROM staff")
    pin_hash = {bytes(row[0]): row[1] for row in hashes}[CASHIER.cashier_id.bytes]
    till.gets("staff", UUID(int=7), StaffBody("Zoe", Role.CASHIER, pin_hash))
    till.gets("staff", CASHIER.cashier_id, "", gone=True)
    till.gets("staff", MANAGER.cashier_id, "", gone=True)
    till.desk.take_up()
    assert [each.name for each in staff.cashiers()] == ["Max", "Zoe"]
    zoe = next(each for each in staff.cashiers() if each.name == "Zoe")
    assert staff.sign_on(zoe.cashier_id, "4711", START_MS) == Cashier(zoe.cashier_id, "Zoe", Role.CASHIER)


def test_a_kind_nobody_knows_yet_waits_for_whoever_will(till: Till) -> None:
    till.gets("weather", "today", '"sunny"')
    till.desk.take_up()
    heard: list[KeptDocument] = []
    DocumentDesk(till.storage.documents, {"weather": heard.extend}).take_up()
    assert [each.body for each in heard] == ['"sunny"']


def test_what_an_applier_could_not_do_is_done_again(till: Till) -> None:
    till.gets("weather", "today", '"sunny"')
    tries: list[int] = []

    def full(documents: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError

    desk = DocumentDesk(till.storage.documents, {"weather": full})
    with pytest.raises(ZeroDivisionError):
        desk.take_up()
    desk.take_up()
    desk.take_up()
    assert len(tries) == 2

"""Versions of the program, questions to what was bought, signatures."""

from __future__ import annotations

import hashlib
import hmac
import time
from pathlib import Path

import msgspec

from pos_app.kernel.clock import DAY_MS
from pos_app.loyalty.compiled import compile_program
from pos_app.loyalty.rules import Purchase, Selector
from pos_app.storage.opening import Storage
from pos_app.storage.signing import SIGNATURE_BYTES, HmacSigning
from pos_app.storage.verify import verify
from tests.support.counters import the_program
from tests.support.ledgers import taking_back
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened, product


def test_a_version_is_kept_once_and_comes_back_compiled(folder: Path, ids: CountedIds) -> None:
    program = the_program()
    compiled = compile_program(program)
    with opened(folder) as till:
        assert till.programs.version(compiled.program_hash) is None
        for _ in range(2):
            till.programs.keep(program)
        assert till.database.rows("SELECT kind FROM journal") == [("program.applied",)]
    with opened(folder, 500) as till:
        found = till.programs.version(compiled.program_hash)
        assert found is not None
        assert found.program == program
        assert till.programs.version(compiled.program_hash) is found
        till.programs.keep(msgspec.structs.replace(program, version=2))
        paid = msgspec.structs.replace(filing(ids), program_hash=compiled.program_hash)
        till.books.file_sale(paid)
    assert verify(folder, use_keyring=False).is_whole


def test_a_sale_under_a_version_nobody_kept_is_found(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
        till.programs.keep(the_program())
        assert verify(folder, use_keyring=False).is_whole
        till.books.file_sale(filing(ids))
    found = verify(folder, use_keyring=False).first_wrong
    assert found is not None
    assert (found.table, found.what.code) == ("sale", "verify.no_program")


QUESTIONS = {
    "peach 2": Purchase(Selector(products=("2",))),
    "peach 99": Purchase(Selector(products=("99",))),
    "fruit": Purchase(Selector(categories=(("Food", "Fruit"),))),
    "toys": Purchase(Selector(categories=(("Toys",),))),
    "brand": Purchase(Selector(brands=("Weiß & Sons",))),
    "fresh lately": Purchase(Selector(tags=("fresh",)), days=30),
}


def test_questions_to_what_was_bought_are_answered(till: Storage, ids: CountedIds) -> None:
    member = till.members.enrol(enrolment(ids)).member_id
    other = till.members.enrol(enrolment(ids, "Ben", "+905320000001", "")).member_id
    assert till.members.snapshot(member, START_MS, QUESTIONS).bought == ()
    till.books.file_sale(filing(ids, 3, member=member))
    yes = ("peach 2", "fruit", "brand", "fresh lately")
    assert till.members.snapshot(member, START_MS + DAY_MS, QUESTIONS).bought == yes
    assert till.members.snapshot(member, START_MS + 31 * DAY_MS, QUESTIONS).bought == yes[:3]
    assert till.members.snapshot(other, START_MS, QUESTIONS).bought == ()
    assert till.members.snapshot(member, START_MS).bought == ()


def test_a_void_was_never_bought(till: Storage, ids: CountedIds) -> None:
    member = till.members.enrol(enrolment(ids)).member_id
    filed = till.books.file_sale(filing(ids, 2, member=member))
    till.books.file_sale(taking_back(ids, filed, (1, 1000), (2, 2000), is_void=True))
    assert till.members.snapshot(member, START_MS, QUESTIONS).bought == ()


def test_a_member_with_many_sales_is_answered_at_once(till: Storage, ids: CountedIds) -> None:
    member = till.members.enrol(enrolment(ids)).member_id
    till.catalogue.add(product(number) for number in range(1, 11))
    with till.books.in_bulk():
        for number in range(560):
            till.books.file_sale(filing(ids, 10, member=member, at_ms=START_MS + number))
    took = []
    for _ in range(5):
        began = time.perf_counter()
        snapshot = till.members.snapshot(member, START_MS + 1000, QUESTIONS)
        took.append(time.perf_counter() - began)
        assert (snapshot.visits, len(snapshot.bought)) == (560, 4)
    assert min(took) < 0.1


def test_a_signature_proves_who_printed(folder: Path) -> None:
    with opened(folder) as till:
        signature = till.signing.sign(b"coupon")
        assert len(signature) == SIGNATURE_BYTES
        assert till.signing.is_genuine(b"coupon", signature)
        for payload, given in (
            (b"coupoN", signature),
            (b"coupon", signature[:-1]),
            (b"coupon", signature + b"x"),
            (b"coupon", b""),
            (b"coupon", bytes(SIGNATURE_BYTES)),
        ):
            assert not till.signing.is_genuine(payload, given)
    with opened(folder, 500) as till:
        assert till.signing.sign(b"coupon") == signature


def test_the_signature_is_hmac_sha256() -> None:
    wanted = hmac.digest(b"k" * 32, b"coupon", hashlib.sha256)[:SIGNATURE_BYTES]
    assert HmacSigning(b"k" * 32).sign(b"coupon") == wanted

"""Finding a member, a product, a name, beside raw statements on the same encrypted database."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from bench.row import Row, compare
from pos_app.kernel.ids import ProductId
from pos_app.kernel.printable import folded
from pos_app.retail.product import Product
from pos_app.storage.catalogue_fill import fill
from pos_app.storage.engine import connect
from pos_app.storage.opening import Storage
from pos_app.storage.product_search import beginning_range, match_expression, words_of
from pos_app.storage.sealing import identifier_digest
from pos_app.storage.secrets import Secrets, load_secrets
from tests.support.tills import START_MS, opened, product

MILLION = 1_000_000
CACHE = Path("build/bench")
BLOCK = 10_000
ROUNDS = 40
CALLS = 50

_MEMBER = """INSERT INTO member (member_id, masked_name, sealed, tier, status, joined_at_ms)
    VALUES (?, ?, x'', 'base', 'active', ?)"""
_PHONE = "INSERT INTO identifier VALUES ('phone', ?, ?, 'active', NULL)"
_FIND_MEMBER = """SELECT m.member_id, m.masked_name, m.status, i.status, i.expires_at_ms
    FROM identifier i JOIN member m ON m.member_id = i.member_id WHERE i.kind = 'phone' AND i.digest = ?"""
_FIND_PRODUCT = """SELECT v.body FROM product_code c JOIN product_version v ON v.version_no = c.version_no
    WHERE c.gtin14 = ?"""
_FIND_WORDS = """SELECT v.body FROM product_word JOIN product_version v ON v.version_no = product_word.rowid
    WHERE product_word MATCH ? LIMIT 20"""
_FIND_BEGINNING = """SELECT v.body FROM product p JOIN product_version v ON v.version_no = p.version_no
    WHERE p.folded >= ? AND p.folded < ? ORDER BY p.folded LIMIT 20"""
LISTED = 20
TYPED = (
    "sü",
    "süb",
    "süba",
    "ka",
    "kar",
    "karo",
    "ba",
    "bad",
    "bado",
    "bado m",
    "bado mi",
    "lor z",
    "lor ze",
)
SYLLABLES = ("ba", "çi", "do", "fe", "gü", "ka", "lo", "mi", "nı", "pe", "ro", "sü", "ta", "vo", "ze")


def rows() -> Iterator[Row]:
    """Yield the rows at a million members, a million products. The data is made once, kept under build/."""
    yield from _at(MILLION)


def scale_rows() -> Iterator[Row]:
    """Yield the rows at ten million members, a million products, with what the growth costs."""
    small = next(_at(MILLION))
    large = list(_at(10 * MILLION, demand=2))
    yield from large
    yield Row("find a member: 10M beside 1M", large[0].ours_us, small.ours_us, "itself at 1M", 4.5)


def _at(members: int, demand: float = 3) -> Iterator[Row]:
    folder = _data(members)
    secrets = load_secrets(folder / "books.key", False, False)
    with opened(folder, 5 * MILLION) as till:
        raw = connect(folder / "books.db", secrets.database)
        name = f"{members // MILLION}M"
        yield _member_row(till, raw, secrets, members, f"find a member by phone, {name}", demand)
        yield _product_row(till, raw, f"find a product by code, 1M ({name} members)", demand)
        yield _search_row(till, raw)
        raw.close()


def _member_row(till: Storage, raw: Any, secrets: Secrets, members: int, work: str, demand: float) -> Row:
    numbers = [_phone(number) for number in _drawn(5, members)]
    digests = [
        identifier_digest(secrets.identifiers, "phone", _phone(number)) for number in _drawn(6, members)
    ]

    def limit(digest: bytes) -> object:
        return raw.execute(_FIND_MEMBER, (digest,)).fetchone()

    return compare(
        work,
        _each(till.members.by_phone, numbers),
        _each(limit, digests),
        "raw SELECT",
        demand,
        ROUNDS,
        CALLS,
    )


def _product_row(till: Storage, raw: Any, work: str, demand: float) -> Row:
    codes = [f"{number:014d}" for number in _drawn(7, MILLION)]

    def limit(code: int) -> object:
        return raw.execute(_FIND_PRODUCT, (code,)).fetchone()

    return compare(
        work,
        _each(till.catalogue.by_code, codes),
        _each(limit, _drawn(8, MILLION)),
        "raw SELECT",
        demand,
        ROUNDS,
        CALLS,
    )


def _search_row(till: Storage, raw: Any) -> Row:
    """What a cashier types key by key; a key costs the sum divided by the keys."""
    expressions = [match_expression(words_of(folded(typed))) for typed in TYPED]
    beginnings = [beginning_range(folded(typed)) for typed in TYPED]
    queries = list(zip(beginnings, expressions, strict=True))

    def ours() -> None:
        for typed in TYPED:
            till.catalogue.search(typed, LISTED)

    def limit() -> None:
        for beginning, expression in queries:
            if len(raw.execute(_FIND_BEGINNING, beginning).fetchall()) < LISTED:
                raw.execute(_FIND_WORDS, (expression,)).fetchall()

    work = f"search 1M products as one types, {len(TYPED)} keys"
    return compare(work, ours, limit, "raw SELECT, prefix, words", 1.5, ROUNDS, 5)


def _drawn(seed: int, most: int) -> list[int]:
    """Return numbers by chance, others for each side: pages that one has just read are no longer cold."""
    chance = random.Random(seed)
    return [chance.randrange(1, most) for _ in range(ROUNDS * CALLS)]


def _each(work: Callable[[Any], object], values: list[Any]) -> Callable[[], object]:
    """Return a call that takes the next value every time, so that no page is asked twice in a row."""
    turn = iter(values * 3)
    return lambda: work(next(turn))


def _data(members: int) -> Path:
    """Return a data folder with so many members, made if it is not there yet."""
    folder = CACHE / f"lookups-{members // MILLION}M"
    ready = folder / "ready"
    if ready.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    with opened(folder) as till:
        for first in range(1, MILLION, BLOCK):
            with till.database.bulk(), till.database.transaction() as connection:
                fill(connection, [_product(number) for number in range(first, first + BLOCK)])
        key = load_secrets(folder / "books.key", False, False).identifiers
        _write_members(till, key, members)
    ready.write_text("", encoding="ascii")
    return folder


def _write_members(till: Storage, key: bytes, members: int) -> None:
    """Write the members in the order of their keys: a million rows at random places take an hour."""
    pairs = sorted(
        (identifier_digest(key, "phone", _phone(number)), number.to_bytes(16, "big"))
        for number in range(members)
    )
    for first in range(0, members, BLOCK):
        ids = [number.to_bytes(16, "big") for number in range(first, first + BLOCK)]
        with till.database.bulk(), till.database.transaction() as connection:
            connection.exec_driver_sql(_MEMBER, [(each, "Şule Ö.", START_MS) for each in ids])
    for first in range(0, members, BLOCK):
        with till.database.bulk(), till.database.transaction() as connection:
            connection.exec_driver_sql(_PHONE, pairs[first : first + BLOCK])


def _phone(number: int) -> str:
    return f"+90532{number:08d}"


def _product(number: int) -> Product:
    words = [
        "".join(
            SYLLABLES[(number // step + place) % len(SYLLABLES)] for place, step in enumerate((1, 15, 225))
        )
        for number in (number, number // 7 + 3)
    ]
    made = product(number)
    return msgspec.structs.replace(
        made,
        product_id=ProductId(UUID(int=number)),
        name=" ".join(words).title(),
        brand=SYLLABLES[number % 11] * 2,
    )

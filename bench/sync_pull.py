"""The first load of a terminal, beside decoding the same pages with raw statements that write the same rows."""

from __future__ import annotations

import base64
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from bench.row import Row
from pos_app.kernel.exchange_limits import PULL_ROWS_MAX
from pos_app.kernel.ids import MemberId, derived_id
from pos_app.loyalty.accounts import POINTS, QUALIFYING, account_id
from pos_app.storage.engine import connect
from pos_app.storage.opening import Storage
from pos_app.storage.sealing import seal, unseal
from pos_app.storage.secrets import load_secrets
from pos_app.wire.bucket import bucket_of
from pos_app.wire.member_fact import PersonalData, personal_bytes
from pos_app.wire.pull import Fed, FedAccount, FedIdentifier, FedLot, FedMember, PullReply
from tests.support.tills import START_MS, opened

MEMBERS = 20_000
MILLION = 1_000_000
ROOT = UUID(int=77)
EPOCH = "0192f0c0-0000-7000-8000-0000000000ee"
BUCKETS_A_PAGE = 8
DEMAND = 2
TABLES: dict[str, tuple[str, int, str, str]] = {
    "member": (
        "member_id",
        0,
        "SELECT * FROM member",
        "INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    "member_key": (
        "member_id",
        0,
        "SELECT * FROM member_key",
        "INSERT INTO member_key VALUES (?, ?)",
    ),
    "identifier": (
        "member_id",
        2,
        "SELECT * FROM identifier",
        "INSERT INTO identifier VALUES (?, ?, ?, ?, ?)",
    ),
    "confirmed_account": (
        "account_id",
        0,
        "SELECT * FROM confirmed_account",
        "INSERT INTO confirmed_account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    "confirmed_lot": (
        "account_id",
        0,
        "SELECT * FROM confirmed_lot",
        "INSERT INTO confirmed_lot VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    "account": (
        "account_id",
        0,
        "SELECT * FROM account",
        "INSERT INTO account VALUES (?, ?, ?, ?, ?)",
    ),
    "lot": (
        "account_id",
        0,
        "SELECT * FROM lot",
        "INSERT INTO lot VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
}
"""What a first load writes: the column that says whose page a row was in, its place, how rows are read, how written."""

Pages = list[bytes]
Plan = list[tuple[bytes, list[tuple[str, list[tuple[Any, ...]]]]]]
"""Pages, each with the statements that write its rows."""


def rows() -> Iterator[Row]:
    """Yield the first load of 20,000 members, each with two accounts."""
    yield _first_load(MEMBERS, f"first load of a terminal, {MEMBERS:,} members, a member")


def scale_rows() -> Iterator[Row]:
    """Yield the first load of a million members."""
    yield _first_load(MILLION, "first load of a terminal, 1M members, a member")


def _first_load(members: int, work: str) -> Row:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        pages = list(_pages(members))
        with opened(folder / "till") as till:
            empty = _copied(till, folder / "raw.db")
            ours = _taken_in(till, pages)
            plan = _plan(till, pages)
        key = load_secrets(folder / "till" / "books.key", False, False).database
        empty.close()
        raw = connect(folder / "raw.db", key)
        limit = _written(raw, plan)
        raw.close()
        opening = _unsealed(pages)
    page_ms = statistics.median(ours) / 1e6
    page_ms = statistics.median(ours) / 1e6
    note = f"{len(pages)} pages, median {page_ms:.0f} ms; names opened: {opening / members:.1f} us"
    return Row(
        work,
        sum(ours) / 1000 / members,
        sum(limit) / 1000 / members + opening / members,
        "msgspec, AES, raw executemany",
        DEMAND,
        note,
    )


def _taken_in(till: Storage, pages: Pages) -> list[int]:
    """Return the CPU of each page in nanoseconds."""
    took = []
    for page in pages:
        began = time.process_time_ns()
        till.outbox.take_in(msgspec.json.decode(page, type=PullReply))
        took.append(time.process_time_ns() - began)
    return took


def _written(raw: Any, plan: Plan) -> list[int]:
    took = []
    for page, statements in plan:
        began = time.process_time_ns()
        msgspec.json.decode(page, type=PullReply)
        raw.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            raw.executemany(statement, values)
        raw.execute("COMMIT")
        took.append(time.process_time_ns() - began)
    return took


def _unsealed(pages: Pages) -> float:
    """Return what it costs to open every member's name (microseconds of CPU): whoever shows names must."""
    sealed = [
        (base64.b64decode(row.key), UUID(row.member), base64.b64decode(row.sealed))
        for page in pages
        for row in msgspec.json.decode(page, type=PullReply).changes
        if isinstance(row, FedMember)
    ]
    began = time.process_time_ns()
    for key, member, text in sealed:
        unseal(key, member, text)
    return (time.process_time_ns() - began) / 1000


def _copied(till: Storage, to: Path) -> Any:
    """Copy the empty shop, return the connection that keeps it."""
    till.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    to.write_bytes((to.parent / "till" / "books.db").read_bytes())
    return to.open("rb")


def _plan(till: Storage, pages: Pages) -> Plan:
    """Return what ours wrote as plain rows, page by page."""
    found: dict[str, dict[bytes, list[tuple[Any, ...]]]] = {}
    for table, (_, place, read, _) in TABLES.items():
        by_key = found.setdefault(table, {})
        for row in till.database.rows(read):
            by_key.setdefault(row[place], []).append(tuple(row))
    return [(page, _page_plan(page, found)) for page in pages]


def _page_plan(
    page: bytes, found: dict[str, dict[bytes, list[tuple[Any, ...]]]]
) -> list[tuple[str, list[tuple[Any, ...]]]]:
    changes = msgspec.json.decode(page, type=PullReply).changes
    named = (row.member if isinstance(row, FedMember) else getattr(row, "own", None) for row in changes)
    keys = {
        "member_id": [UUID(member).bytes for member in named if member is not None],
        "account_id": [UUID(row.account).bytes for row in changes if isinstance(row, FedAccount)],
    }
    return [
        (write, [row for key in keys[column] for row in found[table].pop(key, ())])
        for table, (column, _, _, write) in TABLES.items()
    ]


def _pages(members: int) -> Iterator[bytes]:
    """Yield what a server would answer: bucket by bucket, PULL_ROWS_MAX rows a page."""
    by_bucket: dict[int, list[Fed]] = {}
    for number in range(members):
        for row in _member(number):
            by_bucket.setdefault(row.bucket, []).append(row)
    changes = [
        msgspec.structs.replace(row, pos=place)
        for bucket in sorted(by_bucket)
        for place, row in enumerate(by_bucket[bucket], 1)
    ]
    del by_bucket
    cursors: dict[int, int] = {}
    for first in range(0, len(changes), PULL_ROWS_MAX):
        page = changes[first : first + PULL_ROWS_MAX]
        cursors |= {row.bucket: row.pos for row in page}
        more = first + PULL_ROWS_MAX < len(changes)
        yield msgspec.json.encode(
            PullReply(
                server_epoch=EPOCH, server_time=START_MS, changes=tuple(page), cursors=cursors, more=more
            )
        )


def _member(number: int) -> Iterator[Fed]:
    member = MemberId(derived_id(ROOT, f"member {number}"))
    key = derived_id(member, "key").bytes * 2
    person = personal_bytes(PersonalData("Ayşe Yılmaz", f"+90532{number:08d}", "yes"))
    digest = (derived_id(member, "card").bytes * 2).hex()
    yield FedMember(
        bucket=bucket_of(member), pos=1, member=str(member), canonical=None, status="active", tier="base",
        tier_since=0, joined_at=START_MS, consent=True,
        sealed=base64.b64encode(seal(key, member, person)).decode(), more=(),
        key=base64.b64encode(key).decode(), ids=(FedIdentifier("card", digest, "active", None),),
        referrer=None, version=1,
    )  # fmt: skip
    for name in (POINTS, QUALIFYING):
        account = account_id(member, name)
        lot = FedLot(str(derived_id(account, "lot")), START_MS, START_MS + 365 * 86_400_000, 120, 80, "", 0)
        yield FedAccount(
            bucket=bucket_of(account), pos=1, account=str(account), own=str(member), key=name, version=3,
            balance=80, debt=0, held=0, granted=0, lots=(lot,), marks={}, active_at=START_MS,
        )  # fmt: skip

"""`verify` finds whatever was changed in the books, naming the row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.ids import EventId
from pos_app.loyalty.fingerprint import program_hash
from pos_app.loyalty.ledger import EntryKind, LotChange
from pos_app.storage.engine import connect
from pos_app.storage.secrets import load_secrets
from pos_app.storage.verify import verify
from tests.support.counters import the_program
from tests.support.ledgers import entry, lot_of, posting, taking_back, tier, with_entries
from tests.support.tills import START_MS, CountedIds, enrolment, filing, opened


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A till with a member, five sales, a return, a posting, a note; closed."""
    folder = tmp_path_factory.mktemp("books") / "till"
    ids = CountedIds(1_000_000)
    with opened(folder) as till:
        member = till.members.enrol(enrolment(ids)).member_id
        till.books.file_sale(filing(ids, lines=3))
        till.books.file_sale(filing(ids, lines=3, member=member))
        till.books.note(EventId(ids()), "drawer.nosale", START_MS, {})
        (lot,) = till.members.snapshot(member, START_MS).lots
        take = LotChange(lot.lot_id, -15, lot.earned_at_ms, lot.expires_at_ms)
        till.books.file_sale(filing(ids, lines=3, member=member, spent=(take,)))
        filed = till.books.file_sale(filing(ids, lines=1))
        program = the_program()
        till.programs.keep(program)
        name = program_hash(program)
        accounts = (
            entry(member, "qualifying", 300, lot=lot_of(member, "q"), ends=START_MS + 5),
            entry(member, "stamps:tea", 0, debt=2, since=START_MS - 4),
            entry(None, "coupon:one", 1, EntryKind.ISSUE, ends=START_MS + 9),
            tier(member, "silver", START_MS - 7),
        )
        rich = with_entries(filing(ids, lines=3, member=member), *accounts)
        till.books.file_sale(msgspec.structs.replace(rich, program_hash=name))
        till.records.post(posting(ids, member, entry(member, "remainder:base", 30)))
        back = taking_back(ids, filed, (1, 400))
        till.books.file_sale(msgspec.structs.replace(back, program_hash=name))
    return folder


@pytest.fixture
def tampered(books: Path, folder: Path) -> Iterator[tuple[Path, Any]]:
    """A copy of the books, with a connection for somebody who has the key and no scruples."""
    shutil.copytree(books, folder)
    key = load_secrets(folder / "books.key", False, False).database
    connection = connect(folder / "books.db", key)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    yield folder, connection
    connection.close()


def _first_wrong(folder: Path) -> str:
    found = verify(folder, use_keyring=False).first_wrong
    return "" if found is None else f"{found.table} {found.key}"


def test_whole_books_are_whole(books: Path) -> None:
    report = verify(books, use_keyring=False)
    assert report.is_whole
    assert (report.facts, report.sales, report.entries, report.accounts) == (10, 6, 8, 6)


def test_books_in_use_can_be_checked(folder: Path, ids: CountedIds) -> None:
    with opened(folder) as till:
        till.books.file_sale(filing(ids))
        till.books.keep_draft(b"open")
        assert verify(folder, use_keyring=False).sales == 1
        till.books.file_sale(filing(ids))


COLUMNS = {
    "journal": ("seq", "event_id", "kind", "at_ms", "body", "content_hash", "chain_hash"),
    "sale": (
        *("sale_id", "receipt_number", "started_at_ms", "completed_at_ms", "business_day", "cashier_id"),
        *(
            "card",
            "goods_minor",
            "tax_minor",
            "total_minor",
            "paid_minor",
            "due_minor",
            "change_minor",
            "more",
        ),
        *("program_hash", "tier", "refund_minor", "payout_minor"),
    ),
    "sale_return": (
        *("row_no", "of_entry_no", "sale_id", "receipt_number", "by_points_minor", "by_coupon_minor"),
        *("deducted_minor", "is_void", "approved_by"),
    ),
    "return_line": (
        *("row_no", "return_place", "line_no", "of_line_no", "version_no", "quantity_milli", "amount_minor"),
        *("tax_class", "tax_minor", "gross_minor", "reason", "replaced_by", "rate_numerator"),
    ),
    "member": ("tier", "tier_since_ms", "joined_at_ms", "consent"),
    "program_version": ("program_hash", "entry_no", "body"),
    "sale_line": (
        *(
            "row_no",
            "line_no",
            "version_no",
            "quantity_milli",
            "unit_price_minor",
            "extended_minor",
            "amount_minor",
        ),
        *("tax_class", "points", "code"),
    ),
    "line_adjustment": ("row_no", "line_place", "kind", "source", "amount_minor", "reason"),
    "tender": ("row_no", "kind", "amount_minor", "given_minor", "reference"),
    "sale_tax": (
        "tax_class",
        "label",
        "rate_numerator",
        "rate_denominator",
        "net_minor",
        "tax_minor",
        "gross_minor",
    ),
    "stock_movement": ("row_no", "version_no", "quantity_milli"),
    "ledger": (
        *(
            "leg",
            "kind",
            "points",
            "rule",
            "reason",
            "line_no",
            "lots",
            "entry_no",
            "debt_points",
            "since_ms",
        ),
    ),
    "lot": ("earned_at_ms", "expires_at_ms", "earned_points", "open_points"),
    "account": ("balance_points", "debt_points", "key", "member_id"),
    "receipt_series": ("last_number",),
    "shift_total": ("amount_minor", "times", "part"),
    "product_version": ("body",),
    "stream": ("stream_id", "series"),
    "kv": ("value",),
}
CHANGES = [(table, column) for table, columns in COLUMNS.items() for column in columns]


def _other(value: object) -> object:
    """Another value of the same kind, one bit or so away; JSON stays JSON."""
    if isinstance(value, bytes):
        if value[:1] in (b"{", b"["):
            for old, new in ((b"1", b"2"), (b"a", b"b"), (b"e", b"f")):
                if old in value:
                    return value.replace(old, new, 1) if old == b"1" else value.replace(old, new)
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, int):
        return value + 1
    text = str(value)
    return text[:-1] + ("8" if text[-1:] == "9" else "9")


@pytest.mark.parametrize(("table", "column"), CHANGES)
def test_a_changed_column_is_found(tampered: tuple[Path, Any], table: str, column: str) -> None:
    folder, connection = tampered
    where = "name = 'device_id'" if table == "kv" else f"{column} IS NOT NULL AND {column} != ''"
    (value,) = connection.execute(f"SELECT max({column}) FROM {table} WHERE {where}").fetchone()
    sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
    changed = connection.execute(sql, (_other(value), value))
    assert changed.rowcount >= 1
    assert _first_wrong(folder) != ""


@pytest.mark.parametrize("table", [table for table in COLUMNS if table != "kv"])
def test_a_deleted_row_is_found(tampered: tuple[Path, Any], table: str) -> None:
    folder, connection = tampered
    if table == "stream":
        connection.execute("DELETE FROM stream")
    else:
        first = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in first.description]
        values = first.fetchall()[-1]
        where = " AND ".join(f"{name} IS ?" for name in names)
        assert connection.execute(f"DELETE FROM {table} WHERE {where}", values).rowcount == 1
    assert _first_wrong(folder) != ""


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (
            "UPDATE journal SET body = cast(replace(body, '199', '198') AS BLOB) WHERE entry_no = 3",
            "journal 3",
        ),
        ("UPDATE sale SET receipt_number = '0001-01-A-0000009' WHERE entry_no = 5", "sale 5"),
        (
            "UPDATE sale_line SET amount_minor = amount_minor - 1 WHERE row_no = 3 * 65536 + 1",
            "sale_line 3 1",
        ),
        ("UPDATE tender SET amount_minor = 1 WHERE row_no = 2 * 65536", "tender 2"),
        ("INSERT INTO sale_tax VALUES (99 * 65536, 'a', 'A', 1, 2, 3, 4, 7)", "sale_tax"),
        ("UPDATE receipt_series SET last_number = 3", "receipt_series 0001-01-A"),
    ],
)
def test_the_first_wrong_row_is_named(tampered: tuple[Path, Any], harm: str, named: str) -> None:
    folder, connection = tampered
    connection.execute(harm)
    assert _first_wrong(folder).startswith(named)


def test_points_from_nowhere_are_found(tampered: tuple[Path, Any]) -> None:
    folder, connection = tampered
    lots = """SELECT account_id, event_id, 'gift', entry_no, kind, points, rule, reason, line_no, lots, 0, 0
        FROM ledger"""
    connection.execute(f"INSERT INTO ledger {lots} WHERE leg = 'redeem:five-off'")
    connection.execute("UPDATE account SET balance_points = balance_points - 15 WHERE key = 'points'")
    connection.execute("UPDATE lot SET open_points = open_points - 15 WHERE open_points = 5")
    assert _first_wrong(folder).startswith("ledger ")


def test_swapped_facts_are_found(tampered: tuple[Path, Any]) -> None:
    folder, connection = tampered
    for old, new in ((2, 99), (3, 2), (99, 3)):
        connection.execute("UPDATE journal SET entry_no = ? WHERE entry_no = ?", (new, old))
    assert _first_wrong(folder) == "journal 2"


@pytest.mark.parametrize("name", ["books.db", "draft.db"])
def test_a_flipped_bit_on_the_disk_is_found(books: Path, folder: Path, name: str) -> None:
    shutil.copytree(books, folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 0x10
    (folder / name).write_bytes(content)
    assert _first_wrong(folder).startswith(name)


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        verify(tmp_path, use_keyring=False)
    assert refused.value.code == "storage.nothing_here"


@pytest.mark.parametrize(("version", "code"), [("0001", "storage.older"), ("9999", "storage.newer")])
def test_another_version_is_said(tampered: tuple[Path, Any], version: str, code: str) -> None:
    folder, connection = tampered
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    with pytest.raises(Unavailable) as refused:
        verify(folder, use_keyring=False)
    assert refused.value.code == code


def test_checking_changes_nothing(books: Path) -> None:
    before = {path.name: path.read_bytes() for path in books.iterdir()}
    verify(books, use_keyring=False)
    assert {path.name: path.read_bytes() for path in books.iterdir()} == before

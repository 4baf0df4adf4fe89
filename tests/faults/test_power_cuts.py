"""The power goes at any instant: unsynced writes come out lost, torn or in any order, receipts keep their sales."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy.exc import SQLAlchemyError

from pos_app.kernel.errors import PosError
from pos_app.storage.verify import verify
from tests.support.tills import CountedIds, filing, opened

pytestmark = pytest.mark.faults

SOURCE = Path(__file__).with_name("writes.c")
SECTOR_BYTES = 512
TOLD = "told"
DATABASES = ("books.db", "books.db-wal", "draft.db", "draft.db-wal", "books.guard")
HEAD = struct.Struct("=cIQQ")

CHILD = """
import os, sys
from pathlib import Path
from pos_app.storage import database, engine
from tests.support.ledgers import of_many_accounts, taking_back
from tests.support.tills import CountedIds, enrolment, opened

folder, durability = Path(sys.argv[1]), engine.Durability[sys.argv[2]]
database.open_engine = lambda path, key: engine.open_engine(path, key, durability)
ids = CountedIds(1_000_000)
told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT)
with opened(folder) as till:
    member = till.members.enrol(enrolment(ids)).member_id
    os.write(told, b"open\\n")
    for number in range(150):
        if number % 7 == 6:
            paid = taking_back(ids, filed, (1, 400))
        else:
            paid = of_many_accounts(ids, member, 1 + number % 5)
        till.books.keep_draft(paid.event_id.bytes * 50)
        if number % 20 == 19:
            till.database.checkpoint_soon()
        filed = till.books.file_sale(paid)
        os.write(told, filed.completed.receipt_number.encode() + b"\\n")
    os._exit(0)
"""


class Note(NamedTuple):
    """One thing a process did to a file: wrote `data` at `offset`, cut it to `offset` bytes, or synced it."""

    kind: bytes
    name: str
    offset: int
    data: bytes


def _notes(path: Path) -> Iterator[Note]:
    content, at = path.read_bytes(), 0
    while at < len(content):
        kind, name, offset, size = HEAD.unpack_from(content, at)
        at += HEAD.size
        end = at + name + (size if kind == b"W" else 0)
        yield Note(kind, Path(content[at : at + name].decode()).name, offset, content[at + name : end])
        at = end


def _record(tmp_path: Path, durability: str) -> tuple[Path, list[Note]]:
    """Let a till sell with every write noted; return its folder with the notes."""
    library, folder, notes = tmp_path / "writes.so", tmp_path / "till", tmp_path / "notes"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("noting writes needs Linux and a C compiler")
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)
    folder.mkdir()
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "POS_FOLDER": f"{folder}/",
        "POS_NOTES": str(notes),
    }
    subprocess.run([sys.executable, "-c", CHILD, str(folder), durability], env=environment, check=True)
    return folder, list(_notes(notes))


def _apply(image: bytearray, note: Note) -> None:
    if note.kind == b"T":
        del image[note.offset :]
        image.extend(bytes(note.offset - len(image)))
    else:
        image.extend(bytes(max(0, note.offset + len(note.data) - len(image))))
        image[note.offset : note.offset + len(note.data)] = note.data


def _after_the_cut(notes: list[Note], chance: random.Random) -> bytearray:
    """Return what a file holds: all that was synced, of the rest some, some of it torn at a sector."""
    image, waiting = bytearray(), list[Note]()
    for note in notes:
        if note.kind != b"S":
            waiting.append(note)
            continue
        for each in waiting:
            _apply(image, each)
        waiting.clear()
    keep = chance.choice((0.0, 0.5, 0.9, 1.0))
    for each in waiting:
        if chance.random() > keep:
            continue
        torn = chance.random() < 0.1
        whole = len(each.data) // SECTOR_BYTES
        data = each.data[: SECTOR_BYTES * chance.randrange(whole + 1)] if torn and whole else each.data
        _apply(image, each._replace(data=data))
    return image


def _cut(folder: Path, notes: list[Note], chance: random.Random, disk: Path) -> list[str]:
    """Make the disk as it may be after a cut at a random instant; return the receipts that were out by then."""
    first = next(place for place, note in enumerate(notes) if note.data == b"open\n")
    until = notes[: chance.randrange(first, len(notes)) + 1]
    shutil.rmtree(disk, ignore_errors=True)
    disk.mkdir()
    shutil.copyfile(folder / "books.key", disk / "books.key")
    for name in DATABASES:
        own = [note for note in until if note.name == name]
        if own:
            (disk / name).write_bytes(_after_the_cut(own, chance))
    told = b"".join(note.data for note in until if note.name == TOLD).decode().split()
    return told[1:]


def _lost(disk: Path, receipts: list[str]) -> int:
    """Return how many of the receipts have no sale after the power is back."""
    with opened(disk, random.getrandbits(40)) as till:
        missing = sum(till.books.by_receipt(number) is None for number in receipts)
        till.books.draft()
        till.books.file_sale(filing(CountedIds(random.getrandbits(40))))
    return missing


def test_no_receipt_loses_its_sale(tmp_path: Path, rounds: Callable[[int, int], int]) -> None:
    folder, notes = _record(tmp_path, "FULL")
    seed = random.getrandbits(32)
    chance = random.Random(seed)
    for number in range(rounds(60, 5000)):
        receipts = _cut(folder, notes, chance, tmp_path / "disk")
        assert _lost(tmp_path / "disk", receipts) == 0, f"seed {seed}, cut {number}"
        report = verify(tmp_path / "disk", use_keyring=False)
        assert report.is_whole, f"seed {seed}, cut {number}: {report.first_wrong}"
        assert report.sales > len(receipts)


def test_without_syncs_receipts_would_lose_their_sales(tmp_path: Path) -> None:
    """The control: the same cuts on a till that does not wait for its disk."""
    folder, notes = _record(tmp_path, "OFF")
    chance, lost = random.Random(7), 0
    for _ in range(20):
        receipts = _cut(folder, notes, chance, tmp_path / "disk")
        try:
            lost += _lost(tmp_path / "disk", receipts)
        except (PosError, SQLAlchemyError):  # not only lost: what is left may contradict itself
            lost += len(receipts)
    assert lost > 0

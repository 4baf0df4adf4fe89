"""kill -9 at any instant: what a receipt was printed for is in the books, once; the open sale is offered again."""

from __future__ import annotations

import os
import random
import select
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from pos_app.kernel.ids import EventId, compose_uuid7
from pos_app.loyalty.ledger import EntryKind
from pos_app.ports.books import FiledSale
from pos_app.storage.verify import verify
from tests.support.ledgers import entry, of_many_accounts, taking_back
from tests.support.tills import START_MS, enrolment, opened

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="killing a till at work needs fork"),
]
LONGEST_LIFE_S = 0.12
MOST_WAITED_FOR = 10
"""Lines of a till that are waited for, however busy the machine is."""
ROUNDS_PER_VERIFY = 10


class FreshIds:
    """Ids that never come twice, whichever process asks."""

    def __call__(self) -> UUID:
        return compose_uuid7(START_MS, os.urandom(10))


class Last(NamedTuple):
    """The sale that was filed last, which may come back."""

    filed: FiledSale
    event: EventId


def _live(folder: Path, told: int) -> None:
    """Sell until killed. Say `K id` once the open sale is kept, `R id number` once its receipt may be printed."""
    ids = FreshIds()
    with opened(folder, random.getrandbits(40)) as till:
        member = till.members.by_phone("+905321112233") or till.members.enrol(enrolment(ids))
        os.write(told, b"open\n")
        last: Last | None = None
        while True:
            paid = of_many_accounts(ids, member.member_id, random.randint(1, 6))
            if last is not None and random.random() < 0.3:
                taken = entry(member.member_id, "stamps:tea", 0, EntryKind.REVERSE, leg=f"take:{last.event}")
                paid, last = taking_back(ids, last.filed, (1, 400), entries=(taken,)), None
            till.books.keep_draft(b"one line")
            till.books.keep_draft(paid.event_id.bytes)
            os.write(told, f"K {paid.event_id}\n".encode())
            filed = till.books.file_sale(paid)
            last = Last(filed, paid.event_id) if filed.completed.sale.lines else None
            os.write(told, f"R {paid.event_id} {filed.completed.receipt_number}\n".encode())


def _life(folder: Path) -> list[list[str]]:
    """Let a till live for a random while and return what it said."""
    listening, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(listening)
            _live(folder, told)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(listening, "rb") as said:
        first = b"".join(said.readline() for _ in range(random.randint(0, MOST_WAITED_FOR)))
        select.select([], [], [said], random.random() * LONGEST_LIFE_S)  # an instant nobody chose
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = first + said.read()
    return [line.split() for line in lines.decode().splitlines() if not line.startswith("open")]


def _check(folder: Path, said: list[list[str]]) -> int:
    """Check one life's sales and its open sale; return how many receipts there were."""
    receipts = [words for words in said if words[0] == "R"]
    with opened(folder, random.getrandbits(40)) as till:
        for _, event, number in receipts:
            rows = till.database.rows(
                "SELECT s.receipt_number FROM journal j JOIN sale s USING (entry_no) WHERE j.event_id = ?",
                (UUID(event).bytes,),
            )
            assert rows == [(number,)], f"sale {event}: {rows}"
        draft = till.books.draft()
        if said and said[-1][0] == "K":
            kept = EventId(UUID(said[-1][1]))
            filed = till.database.rows("SELECT 1 FROM journal WHERE event_id = ?", (kept.bytes,))
            assert draft == (None if filed else kept.bytes)
        elif said:
            assert draft is None or draft == b"one line" or len(draft) == 16
    return len(receipts)


def test_a_killed_till_loses_nothing_it_gave_a_receipt_for(
    tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    seed = random.getrandbits(32)
    random.seed(seed)
    folder, receipts, lives = tmp_path / "till", 0, rounds(50, 5000)
    for life in range(1, lives + 1):
        receipts += _check(folder, _life(folder))
        if life % ROUNDS_PER_VERIFY == 0 or life == lives:
            report = verify(folder, use_keyring=False)
            assert report.is_whole, f"seed {seed}, life {life}: {report.first_wrong}"
            assert report.sales >= receipts
    assert receipts > lives

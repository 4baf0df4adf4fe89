"""A server that tells nonsense: the row that no table takes is left out, the others come in, the till sells on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from pos_app.wire.pull import FedAccount, FedMember, PullReply
from tests.support.shops import Till, shop
from tests.support.tills import enrolment, filing

HUGE = 2**63


def _an_account(reply: PullReply) -> FedAccount:
    return next(
        row for row in reply.changes if isinstance(row, FedAccount) and row.lots and row.key == "points"
    )


def _spoilt(reply: PullReply, old: FedAccount | FedMember, new: FedAccount | FedMember) -> PullReply:
    return replace(reply, changes=tuple(new if row is old else row for row in reply.changes))


def _a_lot_twice(reply: PullReply) -> PullReply:
    row = _an_account(reply)
    return _spoilt(reply, row, replace(row, lots=(*row.lots, *row.lots)))


def _a_version_beyond_all_numbers(reply: PullReply) -> PullReply:
    row = _an_account(reply)
    return _spoilt(reply, row, replace(row, version=HUGE))


def _a_balance_beyond_all_numbers(reply: PullReply) -> PullReply:
    row = _an_account(reply)
    return _spoilt(reply, row, replace(row, balance=HUGE, lots=()))


def _a_key_of_four_bytes(reply: PullReply) -> PullReply:
    row = next(row for row in reply.changes if isinstance(row, FedMember))
    return _spoilt(reply, row, replace(row, key="AAAAAA=="))


def _a_cursor_beyond_all_numbers(reply: PullReply) -> PullReply:
    return replace(reply, cursors={**reply.cursors, 255: HUGE})


@pytest.mark.parametrize(
    "spoil",
    [
        _a_lot_twice,
        _a_version_beyond_all_numbers,
        _a_balance_beyond_all_numbers,
        _a_key_of_four_bytes,
        _a_cursor_beyond_all_numbers,
    ],
)
def test_one_bad_row_does_not_stop_the_others(
    tmp_path: Path, spoil: Callable[[PullReply], PullReply], expect_warning: Callable[[str], None]
) -> None:
    expect_warning("go one by one")
    if spoil is not _a_cursor_beyond_all_numbers:
        expect_warning("cannot be kept")
    with shop(tmp_path) as opened:
        a, b = opened.till(1), opened.till(2)
        members = [
            a.storage.members.enrol(
                enrolment(a.ids, f"M {number}", f"+905320000{number:03}", f"9{number:08}")
            ).member_id
            for number in range(4)
        ]
        for member in members:
            a.storage.books.file_sale(filing(a.ids, 1, member=member))
        opened.push(a)
        opened.apply()
        b.storage.outbox.take_in(spoil(opened.page(b)))
        shown = [b.balance(member) for member in members if b.storage.members.found(member) is not None]
        assert shown.count(20) >= 3
        _still_sells(b)


def _still_sells(till: Till) -> None:
    filed = till.storage.books.file_sale(filing(till.ids, 1))
    assert filed.completed.receipt_number
    till.whole()

"""One member, one account, the newest entries: found by a card, within bounds for who guesses."""

from __future__ import annotations

from uuid import UUID

import pytest

from pos_app.kernel.errors import PosError, Unavailable
from pos_app.kernel.exchange_limits import LOOKUP_MISSES_A_DAY, LOOKUP_MISSES_AN_HOUR, LOOKUPS_A_MINUTE
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.node import ServerNode
from pos_app.wire.pull import FedAccount, FedMember, HistoryRequest, LookupReply, LookupRequest
from tests.support.bare_tills import BareTill
from tests.support.tills import SetClock

ANN = UUID("0192f0c0-0000-7000-8000-00000000a001")
CARD = "ab" * 32
OTHER = "cd" * 32


def lookup(node: ServerNode, till: BareTill, *digests: str, kind: str = "card") -> LookupReply:
    """What a terminal hears."""
    return node.lookup(
        till.device_id, LookupRequest(kind=kind, digests=digests, streams=(str(till.stream_id),))
    )


@pytest.fixture
def known(node: ServerNode, till: BareTill) -> BareTill:
    """A terminal that has enrolled Ann with 42 points."""
    till.enrol_member(ANN, CARD)
    till.earn(ANN, 30)
    till.earn(ANN, 12)
    till.push(node)
    node.apply_some()
    return till


def test_a_card_finds_the_member_with_every_account(node: ServerNode, known: BareTill) -> None:
    other = BareTill(2)
    other.enrol(node)
    for till, digests in ((known, (CARD,)), (other, (OTHER, CARD.upper()))):
        member, account = lookup(node, till, *digests).changes
        assert isinstance(member, FedMember)
        assert isinstance(account, FedAccount)
        assert (member.member, account.balance, account.key) == (str(ANN), 42, "points")
    assert lookup(node, known, OTHER).changes == ()
    assert lookup(node, known, CARD, kind="phone").changes == ()


def test_a_member_or_account_is_found_by_its_id(node: ServerNode, known: BareTill) -> None:
    account = str(account_id(MemberId(ANN), POINTS))
    assert len(lookup(node, known, str(ANN), kind="member").changes) == 2
    (found,) = lookup(node, known, account, kind="account").changes
    assert isinstance(found, FedAccount)
    assert found.marks == {str(known.stream_id): 3}
    assert lookup(node, known, str(ANN), kind="account").changes == ()


@pytest.mark.parametrize(("kind", "digest"), [("card", "xx"), ("member", "1"), ("name", CARD)])
def test_nonsense_is_refused(node: ServerNode, till: BareTill, kind: str, digest: str) -> None:
    with pytest.raises(PosError, match=r"server\.bad_message"):
        lookup(node, till, digest, kind=kind)
    with pytest.raises(PosError, match=r"server\.bad_message"):
        lookup(node, till)


def test_who_guesses_is_stopped(node: ServerNode, known: BareTill, server_clock: SetClock) -> None:
    """Misses are counted by the hour, by the day; another terminal is served all the same."""
    busy: list[PosError] = []
    for number in range(2000):
        server_clock.at_ms += 30_000
        try:
            lookup(node, known, f"{number:064x}")
        except Unavailable as error:
            busy.append(error)
    answered = 2000 - len(busy)
    assert LOOKUP_MISSES_A_DAY - LOOKUP_MISSES_AN_HOUR < answered <= LOOKUP_MISSES_A_DAY
    assert {error.code for error in busy} == {"server.busy"}
    assert all(int(error.message.params["retry_ms"]) > 0 for error in busy)
    other = BareTill(2)
    other.enrol(node)
    assert lookup(node, other, CARD).changes != ()


def test_hits_are_bounded_by_the_minute_only(
    node: ServerNode, known: BareTill, server_clock: SetClock
) -> None:
    for _ in range(LOOKUPS_A_MINUTE):
        assert lookup(node, known, CARD).changes
    with pytest.raises(Unavailable, match=r"server\.busy"):
        lookup(node, known, CARD)
    server_clock.at_ms += 60_000
    assert lookup(node, known, CARD).changes


def test_the_newest_entries_come_first(node: ServerNode, known: BareTill) -> None:
    rows = node.history(known.device_id, HistoryRequest(str(ANN), 10)).rows
    assert [row.points for row in rows] == [12, 30]
    assert {row.device for row in rows} == {"0001-01"}
    assert rows[0].why == ("why.sum", {"amount": 12})
    assert len(node.history(known.device_id, HistoryRequest(str(ANN), 1)).rows) == 1
    assert node.history(known.device_id, HistoryRequest(CARD[:8] + str(ANN)[8:], 1)).rows == ()

"""What is pushed is kept once, in order, whatever comes twice, late or wrong."""

from __future__ import annotations

import base64
import random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS, account_id
from pos_app.server.database import Tx
from pos_app.server.findings import report
from pos_app.server.node import ServerNode
from pos_app.wire.push import (
    MemberSecret,
    OpenReservation,
    PushedFact,
    PushFork,
    PushGap,
    PushReply,
    PushSuperseded,
)
from pos_app.wire.reserve import ReserveRequest
from tests.support.bare_tills import ROOT, BareTill, changed

FACTS = text("SELECT stream_id, seq, state, reason, body, kind FROM fact ORDER BY stream_id, seq")
OPEN = text("SELECT ctl, before_seq, after_seq, body FROM open_list ORDER BY ctl")
STREAMS = text("SELECT stream_id, head_seq, seen_ctl, sync_ctl, superseded_by FROM stream ORDER BY stream_id")
KEYS = text("SELECT member_id, wrapped FROM member_key")
HELD = OpenReservation(str(ROOT), "hold", str(ROOT), 100, True, 1)


def everything(node: ServerNode) -> list[list[tuple[Any, ...]]]:
    """What the database holds of the inbox."""
    statements = (FACTS, OPEN, STREAMS)

    def read(tx: Tx) -> list[list[tuple[Any, ...]]]:
        return [[tuple(row) for row in tx.rows(each)] for each in statements]

    return node.database.read(read)


def kept(node: ServerNode) -> list[str]:
    """The bodies of all facts, as they were sent."""
    return [bytes(row.body).decode() for row in node.database.read(lambda tx: tx.rows(FACTS))]


def reasons(node: ServerNode) -> list[tuple[int, int, str | None]]:
    """Number, state, reason of each fact."""
    return [(row.seq, row.state, row.reason) for row in node.database.read(lambda tx: tx.rows(FACTS))]


def test_facts_are_kept_as_they_were_sent(node: ServerNode, till: BareTill) -> None:
    bodies = [till.write("sale", note=word).body for word in ("a", "Größe ☕", "c  d")]
    reply = till.push(node)
    assert isinstance(reply, PushReply)
    assert (reply.verified_seq, reply.head_seq, reply.head_hash) == (3, 3, till.hashes[-1].hex())
    assert reply.seen_ctl == till.ctl
    assert reply.server_epoch == node.time().server_epoch
    assert kept(node) == bodies


def test_a_push_that_comes_again_changes_nothing(node: ServerNode, till: BareTill) -> None:
    till.write()
    request = till.request(held=[HELD])
    first = node.push(till.device_id, request)
    before = everything(node)
    assert node.push(till.device_id, request) == first
    assert everything(node) == before


def test_pushes_in_any_order_end_the_same(node: ServerNode, till: BareTill) -> None:
    for _ in range(12):
        till.write()
    requests = [till.request(first, min(first + 3, 12)) for first in range(1, 13, 2)]
    dice = random.Random(7)
    answers = []
    for _ in range(6):
        late = [*requests, *requests]
        dice.shuffle(late)
        answers += [node.push(till.device_id, request) for request in late]
    assert kept(node) == [fact.body for fact in till.facts]
    assert {type(answer) for answer in answers} == {PushReply, PushGap}
    for answer in answers:
        assert isinstance(answer, PushGap | PushReply)
        if isinstance(answer, PushGap):
            assert answer.head_hash == till.hashes[answer.head_seq].hex()
    assert max(row[2] for row in everything(node)[2]) == till.ctl


def test_only_what_was_compared_is_acknowledged(node: ServerNode, till: BareTill) -> None:
    """R2: a till whose disk was rolled back must not hear that everything up to the head is its own."""
    for _ in range(5):
        till.write()
    till.push(node)
    reply = node.push(till.device_id, till.request(1, 2))
    assert isinstance(reply, PushReply)
    assert (reply.verified_seq, reply.head_seq) == (2, 5)
    nothing = node.push(till.device_id, till.request(4, 3))
    assert isinstance(nothing, PushReply)
    assert (nothing.verified_seq, nothing.head_seq) == (3, 5)


def test_another_fact_at_a_known_place_is_a_fork(node: ServerNode, till: BareTill) -> None:
    clone = BareTill()
    for each in (till, clone):
        each.write()
        each.write()
    till.write(kind="sale")
    till.push(node)
    clone.ctl = till.ctl
    clone.write(kind="refund")
    clone.write(kind="refund")
    before = kept(node)
    assert node.push(clone.device_id, clone.request(2)) == PushFork(3)
    assert kept(node) == before


def test_a_fork_far_back_is_found_where_it_is(node: ServerNode, till: BareTill) -> None:
    clone = BareTill()
    for each in (till, clone):
        for _ in range(3):
            each.write()
    clone.write(id=str(ROOT))
    for each in (till, clone):
        while len(each.facts) < 1100:
            each.write()
    for first in (1, 501, 1001):
        node.push(till.device_id, till.request(first, min(first + 499, 1100)))
    first, answers = 1101, list[object]()
    while len(answers) < 9:
        answer = node.push(clone.device_id, clone.request(first, min(first + 499, 1100)))
        assert isinstance(answer, PushFork)
        answers.append(answer.first_bad_seq)
        if answer.first_bad_seq >= first:
            break
        first = max(1, first - 500)
    assert answers == [1100, 600, 100, 4]


def test_a_gap_says_from_where(node: ServerNode, till: BareTill) -> None:
    for _ in range(4):
        till.write()
    node.push(till.device_id, till.request(1, 2))
    answer = node.push(till.device_id, till.request(4, 4))
    assert answer == PushGap(2, till.hashes[2].hex(), node.time().server_epoch)
    assert len(kept(node)) == 2


def test_a_new_incarnation_is_current_and_the_old_one_hears_it(node: ServerNode, till: BareTill) -> None:
    """R6: facts of the old one are kept all the same."""
    till.write()
    till.push(node)
    newer = BareTill(stream=2)
    newer.write()
    assert isinstance(newer.push(node), PushReply)
    till.write(kind="sale")
    assert node.push(till.device_id, till.request(2)) == PushSuperseded(2)
    assert len(kept(node)) == 3
    assert isinstance(newer.push(node), PushReply)


def test_an_earlier_stream_sent_again_makes_no_stream_current(node: ServerNode, till: BareTill) -> None:
    newer = BareTill(stream=2)
    newer.write()
    newer.push(node)
    till.write()
    till.write()
    reply = node.push(till.device_id, till.request(1, 2, archived=True))
    assert isinstance(reply, PushReply)
    assert reply.verified_seq == 2
    assert isinstance(newer.push(node), PushReply)
    assert isinstance(node.push(till.device_id, till.request(1, 2)), PushReply), "its first live push"
    assert isinstance(newer.push(node), PushSuperseded)


def test_the_same_event_in_a_new_stream_is_applied_once(node: ServerNode, till: BareTill) -> None:
    """R5: after a rollback the same facts come again, with their ids and bodies."""
    body = till.write(kind="sale").body
    other = till.write(kind="sale", id=str(ROOT)).body
    till.push(node)
    newer = BareTill(stream=2)
    newer.write_body(body)
    newer.write(kind="refund", id=str(ROOT))
    newer.write_body(other)
    newer.push(node)
    found = {
        row[1:]: row[0]
        for row in [(r.body, r.state, r.reason) for r in node.database.read(lambda tx: tx.rows(FACTS))]
    }
    assert set(found) == {(0, None), (0, "duplicate"), (0, "server.id_conflict")}
    assert len(kept(node)) == 5


UNREADABLE = (
    "",
    "{",
    "[]",
    "\0",
    "[" * 3000,
    '{"v":1}',
    '{"v":1,"id":"x","t":"sale","at":1}',
    f'{{"v":1,"id":"{ROOT}","t":"sale","at":-1}}',
    f'{{"v":1,"id":"{ROOT}","t":"\\u0000","at":1}}',
)


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_kept_and_stops_nothing(node: ServerNode, till: BareTill, body: str) -> None:
    till.write()
    till.write_body(body)
    till.write()
    reply = till.push(node)
    assert isinstance(reply, PushReply)
    assert reply.verified_seq == 3
    assert reasons(node) == [(1, 0, None), (2, 2, "server.fact_unreadable"), (3, 0, None)]
    assert kept(node)[1] == body


def test_a_body_damaged_on_the_disk_of_the_till_stops_nothing(node: ServerNode, till: BareTill) -> None:
    till.write()
    whole = till.facts[0]
    till.facts[0] = PushedFact(whole.seq, whole.c, whole.h, whole.body.replace("drawer", "drawes"))
    assert isinstance(till.push(node), PushReply)
    assert reasons(node) == [(1, 2, "server.fact_damaged")]


@pytest.mark.parametrize("place", ["c", "h", "prev_hash", "head_sig", "seq", "from_seq", "ctl"])
def test_a_chain_that_does_not_hold_is_refused(node: ServerNode, till: BareTill, place: str) -> None:
    till.write()
    till.write()
    request = till.request()
    last = request.facts[1]
    if place in ("c", "h"):
        bad = PushedFact(last.seq, *(("00" * 32, last.h) if place == "c" else (last.c, "00" * 32)), last.body)
        request = changed(request, facts=(request.facts[0], bad))
    elif place == "seq":
        request = changed(request, facts=(request.facts[0], PushedFact(3, last.c, last.h, last.body)))
    else:
        other = {
            "prev_hash": "00" * 32,
            "head_sig": base64.b64encode(b"0" * 64).decode(),
            "from_seq": 2,
            "ctl": 99,
        }
        request = changed(request, **{place: other[place]})
    with pytest.raises(Refused) as refused:
        node.push(till.device_id, request)
    assert refused.value.code in ("server.chain_broken", "server.bad_signature", "server.bad_message")
    assert kept(node) == []


def test_another_terminals_stream_is_refused(node: ServerNode, till: BareTill) -> None:
    other = BareTill(2)
    other.enrol(node)
    till.write()
    with pytest.raises(Refused):
        node.push(other.device_id, till.request())
    assert kept(node) == []


def test_open_lists_stand_in_the_order_of_their_control_numbers(node: ServerNode, till: BareTill) -> None:
    """R8: a late one must not come after a newer one."""
    till.write()
    early = till.request(1, 1, held=[HELD])
    till.write()
    late = till.request(1, 2)
    node.push(till.device_id, late)
    node.push(till.device_id, early)
    rows = everything(node)[1]
    assert [row[:3] for row in rows] == [(2, 0, 2)]
    assert rows[0][3] == b"[]"


def test_control_numbers_count_from_the_first_request_on(node: ServerNode, till: BareTill) -> None:
    """A till set back before its first push must notice, or what it had asked to hold stays held for ever."""
    till.ctl = 5
    asked = ReserveRequest(
        stream_id=str(till.stream_id), ctl=5, res_id=str(ROOT), kind="hold", account_id=str(ROOT), amount=1
    )
    assert not node.reserve(till.device_id, asked).granted
    till.ctl = 1
    reply = till.push(node)
    assert isinstance(reply, PushReply)
    assert reply.seen_ctl == 5


def test_a_hold_asked_for_by_an_old_incarnation_is_refused(node: ServerNode, till: BareTill) -> None:
    till.earn(UUID(int=7), 50)
    till.push(node)
    node.apply_some()
    account = str(account_id(MemberId(UUID(int=7)), POINTS))
    newer = BareTill(stream=2)

    def ask(stream: BareTill, res: int) -> bool:
        stream.ctl += 1
        request = ReserveRequest(
            stream_id=str(stream.stream_id),
            ctl=stream.ctl,
            res_id=str(UUID(int=res)),
            kind="hold",
            account_id=account,
            amount=20,
        )
        return node.reserve(stream.device_id, request).granted

    assert not ask(newer, 1), "its first push makes it current, nothing else"
    newer.push(node)
    assert ask(newer, 2)
    assert not ask(till, 3)


def test_facts_of_a_lost_terminal_are_kept_and_it_hears_that_it_is_lost(
    node: ServerNode, till: BareTill
) -> None:
    assert node.revoke(till.device_id)
    till.write()
    with pytest.raises(Refused, match=r"server\.revoked"):
        till.push(node)
    assert reasons(node) == [(1, 0, "server.revoked")]


def test_a_terminal_nobody_knows_is_refused(node: ServerNode) -> None:
    stranger = BareTill(9)
    stranger.write()
    with pytest.raises(Refused, match=r"server\.unknown_terminal"):
        stranger.push(node)


def test_keys_of_members_are_kept_wrapped_the_first_one_stays(node: ServerNode, till: BareTill) -> None:
    member = UUID(int=7)
    till.write("member.enrol")
    keys = [MemberSecret(str(member), base64.b64encode(bytes([number]) * 32).decode()) for number in (1, 2)]
    for key in keys:
        node.push(till.device_id, till.request(keys=[key]))
    rows = node.database.read(lambda tx: tx.rows(KEYS))
    assert [bytes(row.member_id) for row in rows] == [member.bytes]
    assert b"\1" * 32 not in bytes(rows[0].wrapped)


def test_the_letter_of_the_receipts_is_learnt(node: ServerNode, till: BareTill) -> None:
    till.write("sale", receipt="0001-01-C-0000001")
    till.push(node)
    again = node.enrol(till.enrolment(node.make_code("0001", "01")))
    assert again.series == "D"


def test_two_machines_with_one_disk_are_told(node: ServerNode, till: BareTill) -> None:
    """R6: each makes the other begin anew, again and again."""
    for number in range(1, 5):
        BareTill(stream=number).push(node)
    assert report(node.database).is_clean
    BareTill(stream=5).push(node)
    assert report(node.database).copied == (till.device_id,)
    node.revoke(till.device_id)
    till.write()
    with pytest.raises(Refused):
        till.push(node)
    node.apply_some()
    assert [(each.reason, each.times) for each in report(node.database).kept] == [("server.revoked", 1)]

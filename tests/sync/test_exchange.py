"""What is told, what is heard, and what happens when one side forgot something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.ports.hub import Hub
from pos_app.ports.outbox import Outbox
from pos_app.sync.exchange import exchange
from pos_app.sync.greeting import greet
from pos_app.wire.pull import FedDocument
from pos_app.wire.push import PushAnswer, PushGap, PushReply, PushRequest
from tests.support.tills import SetClock
from tests.sync.memory import MemoryHub, unreachable
from tests.sync.memory_outbox import MemoryOutbox


def facts(count: int, word: str = "sale") -> list[str]:
    """Bodies of so many facts."""
    return [f"{word} {number}" for number in range(count)]


def both() -> tuple[MemoryHub, MemoryOutbox]:
    """A server with a till that has filed 1,200 facts."""
    outbox = MemoryOutbox()
    outbox.file(*facts(1200))
    return MemoryHub(), outbox


def test_the_doubles_are_what_the_ports_ask_for() -> None:
    hub: Hub = MemoryHub()
    outbox: Outbox = MemoryOutbox()
    assert exchange(hub, outbox).told == 0


def test_everything_is_told_in_order_in_bounded_pushes() -> None:
    hub, outbox = both()
    done = exchange(hub, outbox)
    assert done.told == 1200
    assert [fact.body for fact in hub.streams[outbox.stream_id]] == facts(1200)
    assert [len(push.facts) for push in hub.pushes] == [500, 500, 200]
    assert outbox.waiting().facts == 0


def test_an_idle_till_tells_its_open_list_once_and_asks_what_is_new() -> None:
    hub, outbox = MemoryHub(), MemoryOutbox()
    exchange(hub, outbox)
    assert hub.asked == ["push", "pull"]


def test_pages_are_pulled_until_there_are_no_more() -> None:
    hub, outbox = both()
    document = FedDocument(0, 1, "shop", "product", "1", 1, "{}")
    hub.pages = [(document,), (), (document, document)]
    done = exchange(hub, outbox)
    assert done.rows == 3
    assert done.has_documents
    assert outbox.cursors == {0: 3}


def test_a_restored_server_gets_back_what_it_forgot() -> None:
    hub, outbox = both()
    exchange(hub, outbox)
    del hub.streams[outbox.stream_id][300:]
    hub.epoch = "epoch-2"
    outbox.file("after the restore")
    exchange(hub, outbox)
    assert [fact.body for fact in hub.streams[outbox.stream_id]] == [*facts(1200), "after the restore"]


def test_a_server_restored_to_before_two_streams_gets_both() -> None:
    hub, outbox = both()
    exchange(hub, outbox)
    outbox.reincarnate(outbox.next_push(1, 1), 1201)
    outbox.file("in the second stream")
    exchange(hub, outbox)
    hub.streams.clear()
    hub.seen_ctl.clear()
    outbox.archive = [(stream, kept, 0) for stream, kept, _acked in outbox.archive]
    outbox.acked = 0
    exchange(hub, outbox)
    assert hub.bodies() == sorted([*facts(1200), "in the second stream"])


def test_a_rolled_back_disk_begins_a_new_stream_and_loses_nothing() -> None:
    hub, outbox = both()
    exchange(hub, outbox)
    outbox.facts, outbox.acked, outbox.ctl = facts(700), 700, 2
    outbox.file("filed after the roll back")
    done = exchange(hub, outbox)
    assert done.reincarnations == 1
    assert outbox.stream_no == 2
    assert hub.bodies() == sorted([*facts(1200), "filed after the roll back"])


def test_a_control_number_that_went_backwards_shows_a_roll_back_too() -> None:
    hub, outbox = both()
    exchange(hub, outbox)
    outbox.ctl = 0
    done = exchange(hub, outbox)
    assert done.reincarnations == 1


def test_two_machines_with_one_key_take_turns() -> None:
    hub, outbox = both()
    exchange(hub, outbox)
    clone = MemoryOutbox()
    clone.facts, clone.acked, clone.ctl = facts(1200), 1200, outbox.ctl
    clone.file("sold on the clone")
    outbox.file("sold on the till")
    exchange(hub, outbox)
    clone.stream_no = 100
    exchange(hub, clone)
    outbox.file("sold on the till afterwards")
    again = exchange(hub, outbox)
    assert again.reincarnations == 1, "the till's stream was superseded"
    assert {"sold on the clone", "sold on the till", "sold on the till afterwards"} <= set(hub.bodies())


def test_a_lost_answer_is_asked_for_again_and_files_nothing_twice() -> None:
    hub, outbox = both()
    push = hub.push

    def cut(request: PushRequest) -> PushAnswer:
        push(request)
        raise Unavailable("server.unreachable", host="server.shop")

    hub.push = cut  # type: ignore[method-assign]  # the answer gets lost on its way
    with pytest.raises(Unavailable, match=r"server\.unreachable"):
        exchange(hub, outbox)
    assert outbox.acked == 0
    hub.push = push  # type: ignore[method-assign]  # the line is back
    exchange(hub, outbox)
    assert [fact.body for fact in hub.streams[outbox.stream_id]] == facts(1200)


def test_patience_that_the_server_asks_for_ends_the_pushes() -> None:
    hub, outbox = both()
    push = hub.push

    def patient(request: PushRequest) -> PushAnswer:
        answer = push(request)
        assert isinstance(answer, PushReply)
        return PushReply(
            verified_seq=answer.verified_seq,
            head_seq=answer.head_seq,
            head_hash="",
            applied_seq=0,
            seen_ctl=answer.seen_ctl,
            server_epoch="epoch-1",
            retry_after_ms=7000,
        )

    hub.push = patient  # type: ignore[method-assign]  # a server that is behind with its work
    done = exchange(hub, outbox)
    assert (done.told, done.retry_ms) == (500, 7000)
    assert hub.asked[-1] == "pull"


@pytest.mark.parametrize(
    "answer", [PushGap(0, "", "epoch-1"), lambda request: PushGap(request.from_seq - 2, "", "epoch-1")]
)
def test_a_server_that_only_says_gap_does_not_keep_the_till_for_ever(
    answer: PushGap | Callable[[PushRequest], PushGap],
) -> None:
    hub, outbox = both()
    asked: list[PushRequest] = []

    def stubborn(request: PushRequest) -> PushAnswer:
        asked.append(request)
        return answer if isinstance(answer, PushGap) else answer(request)

    hub.push = stubborn  # type: ignore[method-assign]  # a server with a bug
    with pytest.raises(Unavailable, match=r"sync\.no_progress"):
        exchange(hub, outbox)
    assert len(asked) < 50


def test_a_feed_that_never_ends_is_left() -> None:
    hub, outbox = MemoryHub(), MemoryOutbox()
    outbox.epoch = hub.epoch
    outbox.cursors = {0: 0}
    pull = hub.pull

    def endless(request: object) -> object:
        reply = pull(request)  # type: ignore[arg-type]  # as it came
        return type(reply)(
            server_epoch=reply.server_epoch, server_time=0, changes=(), cursors={0: 0}, more=True
        )

    hub.pull = endless  # type: ignore[method-assign,assignment]  # a server with a bug
    with pytest.raises(Unavailable, match=r"sync\.no_progress"):
        exchange(hub, outbox)


def test_greeting_learns_the_clock() -> None:
    hub, outbox, clock = MemoryHub(), MemoryOutbox(), SetClock()
    hub.now_ms = clock.at_ms + 50 * 365 * 86_400_000
    outbox.epoch = hub.epoch
    greet(hub, outbox, clock)
    assert outbox.offset_ms == 50 * 365 * 86_400_000
    assert hub.asked == ["time"]


def test_a_restored_server_is_recognised_by_knowing_the_till() -> None:
    hub, outbox, clock = MemoryHub(), MemoryOutbox(), SetClock()
    hub.epoch = "epoch-2"
    greet(hub, outbox, clock)
    assert hub.asked == ["time", "pull"]


def test_a_stranger_with_the_same_name_gets_no_fact() -> None:
    hub, outbox, clock = both()[0], both()[1], SetClock()
    hub.epoch = "another"

    def stranger(name: str) -> None:
        if name != "time":
            raise Refused("server.unknown_terminal")

    hub.fault = stranger
    with pytest.raises(Refused, match=r"sync\.other_server"):
        greet(hub, outbox, clock)
    assert not hub.pushes


def test_nobody_there() -> None:
    hub, outbox = both()
    hub.fault = unreachable
    with pytest.raises(Unavailable, match=r"server\.unreachable"):
        greet(hub, outbox, SetClock())
    assert outbox.waiting().facts == 1200

"""A till joins, hands over what it has, leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.exchange_limits import MESSAGE_BYTES_MAX, PUBLISH_DOCUMENTS_MAX
from pos_app.ports.hub import Hub
from pos_app.sync.address import EnrolCode, read_address
from pos_app.sync.joining import Applicant, connect, disconnect, publish
from pos_app.wire.enrolling import Document
from tests.sync.memory import MemoryHub, unreachable
from tests.sync.memory_outbox import KEYS, MemoryOutbox
from tests.sync.scripted import make_certificate, scripted

WHO = Applicant("Till 2", "0.1.0 p1", "0001", "02", True)
PLACE = read_address("http://127.0.0.1:9")


def test_a_till_introduces_itself_with_its_key() -> None:
    hub, outbox = MemoryHub(), MemoryOutbox(link=None)
    joined = connect(outbox, PLACE, EnrolCode("7K3MP9QX", ""), WHO, lambda _place, _pin: hub)
    request = hub.enrolled[0]
    assert (request.code, request.name, request.has_members, request.keys) == (
        "7K3MP9QX",
        "Till 2",
        True,
        KEYS,
    )
    assert request.device_id == str(outbox.device_id)
    assert outbox.link() == joined.link
    assert joined.link.address == PLACE.address


def test_the_whole_fingerprint_is_kept_of_the_certificate_that_the_code_names(tmp_path: Path) -> None:
    pin = make_certificate(tmp_path / "own.pem")
    hub, outbox, pins = MemoryHub(), MemoryOutbox(link=None), []  # type: MemoryHub, MemoryOutbox, list[str]

    def hub_of(_place: object, fingerprint: str) -> Hub:
        pins.append(fingerprint)
        return hub

    with scripted(tmp_path / "own.pem") as server:
        place = read_address(f"https://127.0.0.1:{server.port}")
        joined = connect(outbox, place, EnrolCode("7K3MP9QX", pin[:16]), WHO, hub_of)
        assert (joined.link.fingerprint, pins) == (pin, [pin])
        with pytest.raises(Refused, match=r"sync\.wrong_server"):
            connect(outbox, place, EnrolCode("7K3MP9QX", "0" * 16), WHO, hub_of)
    assert len(hub.enrolled) == 1, "the code was not shown to somebody else"


def test_what_is_handed_over_goes_in_parts() -> None:
    hub = MemoryHub()
    small = [Document("shop", "product", str(number), "{}") for number in range(PUBLISH_DOCUMENTS_MAX + 1)]
    large = [Document("shop", "program", str(number), "x" * 400_000) for number in range(10)]

    def everything() -> Iterator[Document]:
        yield from small
        yield from large

    assert publish(hub, everything) == len(small) + len(large)
    handed = [each for part in hub.published for each in part.documents]
    assert handed == [*small, *large]
    for part in hub.published:
        assert len(part.documents) <= PUBLISH_DOCUMENTS_MAX
        assert sum(len(each.body) for each in part.documents) < MESSAGE_BYTES_MAX // 2


def test_whoever_leaves_tells_everything_first() -> None:
    hub, outbox = MemoryHub(), MemoryOutbox()
    outbox.file("a", "b")
    disconnect(hub, outbox)
    assert hub.bodies() == ["a", "b"]
    assert outbox.link() is None


def test_a_server_that_is_gone_keeps_the_till_until_somebody_decides() -> None:
    hub, outbox = MemoryHub(), MemoryOutbox()
    outbox.file("a")
    hub.fault = unreachable
    with pytest.raises(Unavailable, match=r"server\.unreachable"):
        disconnect(hub, outbox)
    assert outbox.link() is not None
    disconnect(hub, outbox, leave_untold=True)
    assert outbox.link() is None
    assert outbox.facts == ["a"], "what was filed stays filed"


def test_a_till_on_its_own_has_nothing_to_leave() -> None:
    with pytest.raises(Refused, match=r"sync\.alone_already"):
        disconnect(MemoryHub(), MemoryOutbox(link=None))

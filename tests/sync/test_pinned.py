"""Which certificates are believed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.sync.address import read_address
from pos_app.sync.carrier import Carrier
from pos_app.sync.client import HttpHub
from pos_app.sync.pinned import fetch_certificate, fingerprint_of
from pos_app.wire.enrolling import TimeReply
from tests.support.tills import SetClock
from tests.sync.memory_outbox import MemoryOutbox
from tests.sync.scripted import Said, Scripted, make_certificate, scripted

TIME = TimeReply(5, "epoch-1", "Head office")


def asked(server: Scripted, fingerprint: str) -> TimeReply:
    """What the server answers a till that believes this certificate."""
    server.answer = lambda _heard: Said(body=msgspec.json.encode(TIME))
    hub = HttpHub(
        Carrier(read_address(f"https://127.0.0.1:{server.port}"), fingerprint),
        MemoryOutbox(),
        SetClock(),
        "0.1.0",
    )
    try:
        return hub.time()
    finally:
        hub.close()


@pytest.mark.parametrize("digits", [64, 16])
def test_exactly_the_certificate_of_the_code_is_believed(tmp_path: Path, digits: int) -> None:
    pin = make_certificate(tmp_path / "own.pem")
    with scripted(tmp_path / "own.pem") as server:
        assert asked(server, pin[:digits]) == TIME
        assert asked(server, pin[:digits].upper()) == TIME
        assert (
            fingerprint_of(fetch_certificate(read_address(f"https://127.0.0.1:{server.port}"), 2000)) == pin
        )


def test_another_certificate_hears_nothing(tmp_path: Path) -> None:
    pin = make_certificate(tmp_path / "own.pem")
    make_certificate(tmp_path / "other.pem")
    with scripted(tmp_path / "other.pem") as server:
        with pytest.raises(Unavailable, match=r"server\.certificate_other"):
            asked(server, pin)
        assert not server.heard


def test_a_server_whose_certificate_changes_under_way_hears_nothing_more(tmp_path: Path) -> None:
    pin = make_certificate(tmp_path / "own.pem")
    with scripted(tmp_path / "own.pem") as server:
        carrier = Carrier(read_address(f"https://127.0.0.1:{server.port}"), pin)
        server.answer = lambda _heard: Said(body=msgspec.json.encode(TIME), headers={"connection": "close"})
        hub = HttpHub(carrier, MemoryOutbox(), SetClock(), "0.1.0")
        assert hub.time() == TIME
        make_certificate(tmp_path / "own.pem")
        server.new_certificate(tmp_path / "own.pem")
        with pytest.raises(Unavailable, match=r"server\.certificate_other"):
            hub.time()
        hub.close()
        assert len(server.heard) == 1


def test_a_pinned_certificate_counts_whatever_the_clock_says(tmp_path: Path) -> None:
    """A till whose clock is wrong must still be able to learn the time; the fingerprint proves more than a date."""
    pin = make_certificate(tmp_path / "old.pem", days=-400)
    with scripted(tmp_path / "old.pem") as server:
        assert asked(server, pin) == TIME


def test_without_a_fingerprint_the_system_must_trust_it(tmp_path: Path) -> None:
    make_certificate(tmp_path / "own.pem")
    with scripted(tmp_path / "own.pem") as server:
        with pytest.raises(Unavailable, match=r"server\.certificate_other"):
            asked(server, "")
        assert not server.heard


def test_an_expired_certificate_that_the_system_trusts_is_named_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_certificate(tmp_path / "old.pem", days=-400)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "old.pem"))
    with (
        scripted(tmp_path / "old.pem") as server,
        pytest.raises(Unavailable, match=r"server\.certificate_expired"),
    ):
        asked(server, "")


def test_a_server_without_encryption_is_not_spoken_to(tmp_path: Path) -> None:
    pin = make_certificate(tmp_path / "own.pem")
    with scripted() as server, pytest.raises(Unavailable, match=r"server\.unreachable"):
        asked(server, pin)

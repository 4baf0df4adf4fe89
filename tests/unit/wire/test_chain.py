"""The published test vector of the chain."""

from __future__ import annotations

from uuid import UUID

from pos_app.kernel.ids import StreamId, TerminalId
from pos_app.wire.chain import chain_hash, chain_start, content_hash, fingerprint
from pos_app.wire.note import note_body

STREAM = StreamId(UUID("0192f0c0-0000-7000-8000-000000000001"))
DEVICE = TerminalId(UUID("0192f0c0-0000-7000-8000-0000000000aa"))
EVENT = UUID("0192f0c0-0000-7000-8000-0000000000b1")
BODY = b'{"v":1,"id":"0192f0c0-0000-7000-8000-0000000000b1","t":"drawer.nosale","at":1795305600000}'
C_1 = "9b6a799a0f67d498e1d6829038d353b35fb8465fd9b693508ba7f0288e76a01c"
H_0 = "98e6d15c923aa7613bf5c847a8211946643eb49a95d3d84360047d0d29c806e9"
H_1 = "1cfeaa2cb452b7a184743310b126dbb0fd80a67da6c3044f4299939d0269741a"


def test_the_body_of_the_vector_comes_out_byte_for_byte() -> None:
    assert note_body(EVENT, "drawer.nosale", 1795305600000, {}) == BODY


def test_the_hashes_of_the_vector() -> None:
    assert content_hash(BODY).hex() == C_1
    start = chain_start(STREAM, DEVICE)
    assert start.hex() == H_0
    assert chain_hash(STREAM, 1, start, content_hash(BODY)).hex() == H_1
    assert fingerprint(bytes.fromhex(H_1)) == "1cfeaa2c"


def test_every_part_changes_the_chain() -> None:
    content, start = content_hash(BODY), chain_start(STREAM, DEVICE)
    other = StreamId(UUID(int=STREAM.int + 1))
    assert chain_start(other, DEVICE) != start
    hashes = {
        chain_hash(STREAM, 1, start, content),
        chain_hash(STREAM, 2, start, content),
        chain_hash(other, 1, start, content),
        chain_hash(STREAM, 1, content, content),
        chain_hash(STREAM, 1, start, start),
    }
    assert len(hashes) == 5

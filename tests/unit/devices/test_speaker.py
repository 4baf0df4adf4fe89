"""The speaker: nobody waits, its thread ends, a machine without sound stays silent."""

from __future__ import annotations

import threading

from pos_app.devices.speaker import Speaker, _stream
from pos_app.kernel.limits import SOUNDS_WAITING_MAX
from pos_app.ports.sounds import Sound


def test_many_sounds_at_once_are_bounded_and_the_thread_ends() -> None:
    speaker = Speaker(volume_percent=0)
    for _ in range(10 * SOUNDS_WAITING_MAX):
        speaker.play(Sound.REFUSED)
    assert speaker.stop()
    assert not any(thread.name == "speaker" for thread in threading.enumerate())


def test_it_ends_without_having_played() -> None:
    assert Speaker().stop()


def test_stream_gives_whole_pieces_then_silence() -> None:
    over = threading.Event()
    stream = _stream(b"\x01\x00" * 5, over)
    next(stream)
    assert stream.send(4) == b"\x01\x00" * 4
    assert stream.send(4) == b"\x01\x00" + b"\x00" * 6
    assert not over.is_set()
    assert stream.send(4) == b"\x00" * 8
    assert stream.send(2) == b"\x00" * 4
    assert over.is_set()

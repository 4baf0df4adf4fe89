"""The sounds as samples."""

from __future__ import annotations

import itertools
from array import array

import pytest

from pos_app.devices.tones import PEAK, RATE_HZ, samples
from pos_app.ports.sounds import Sound


def values(sound: Sound, volume_percent: int = 100) -> array[int]:
    """Samples as numbers."""
    made = array("h")
    made.frombytes(samples(sound, volume_percent))
    return made


def crossings(made: array[int]) -> int:
    """How often the wave goes through zero."""
    return sum((a < 0) != (b < 0) for a, b in itertools.pairwise(made))


@pytest.mark.parametrize(
    ("sound", "length_ms"), [(Sound.ACCEPTED, 40), (Sound.REFUSED, 480), (Sound.MEMBER, 230)]
)
def test_length_and_loudness(sound: Sound, length_ms: int) -> None:
    made = values(sound)
    assert len(made) == RATE_HZ * length_ms // 1000
    assert PEAK * 9 // 10 < max(made) <= PEAK
    assert -PEAK <= min(made) < -PEAK * 9 // 10
    assert made[0] == 0


def test_pitch() -> None:
    """A period goes through zero twice."""
    assert abs(crossings(values(Sound.ACCEPTED)) - 2 * 1760 * 40 // 1000) <= 2
    refused = values(Sound.REFUSED)[: RATE_HZ * 200 // 1000]
    assert abs(crossings(refused) - 2 * 220 * 200 // 1000) <= 2


def test_refused_sounds_twice() -> None:
    refused = values(Sound.REFUSED)
    pause = refused[RATE_HZ * 200 // 1000 : RATE_HZ * 280 // 1000]
    assert not any(pause)
    assert refused[: RATE_HZ * 200 // 1000] == refused[RATE_HZ * 280 // 1000 :]


@pytest.mark.parametrize("volume", [-5, 0])
def test_no_volume_is_silence(volume: int) -> None:
    assert not any(values(Sound.MEMBER, volume))


def test_volume_is_bounded() -> None:
    assert values(Sound.ACCEPTED, 1000) == values(Sound.ACCEPTED, 100)
    assert max(values(Sound.ACCEPTED, 50)) <= PEAK // 2

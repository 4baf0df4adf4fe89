"""The three sounds as samples, made of whole numbers."""

from __future__ import annotations

from array import array

from pos_app.ports.sounds import Sound

RATE_HZ = 48_000
PEAK = 12_000
_FADE_MS = 4

_TONES: dict[Sound, tuple[tuple[int, int], ...]] = {
    Sound.ACCEPTED: ((1_760, 40),),
    Sound.REFUSED: ((220, 200), (0, 80), (220, 200)),
    Sound.MEMBER: ((660, 90), (880, 140)),
}
"""Hertz with milliseconds, one after another; 0 Hz is a pause."""


def samples(sound: Sound, volume_percent: int = 100) -> bytes:
    """Return signed 16-bit mono samples at RATE_HZ, each tone a triangle wave that fades in and out."""
    made = array("h")
    for hertz, length_ms in _TONES[sound]:
        made.extend(_tone(hertz, length_ms, max(0, min(100, volume_percent))))
    return made.tobytes()


def _tone(hertz: int, length_ms: int, volume_percent: int) -> list[int]:
    count = RATE_HZ * length_ms // 1000
    if not hertz:
        return [0] * count
    fade = max(1, RATE_HZ * _FADE_MS // 1000)
    peak = PEAK * volume_percent // 100
    tone = []
    for place in range(count):
        phase = place * hertz * 4 % (RATE_HZ * 4)
        rising = (
            phase if phase < RATE_HZ else 2 * RATE_HZ - phase if phase < 3 * RATE_HZ else phase - 4 * RATE_HZ
        )
        loud = min(fade, place, count - place)
        tone.append(peak * rising // RATE_HZ * loud // fade)
    return tone

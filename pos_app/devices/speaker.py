"""Plays the till's sounds on a thread of its own."""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from pos_app.devices.tones import RATE_HZ, samples
from pos_app.kernel.limits import LANE_STOP_TIMEOUT_MS, SOUNDS_WAITING_MAX
from pos_app.ports.sounds import Sound

_BYTES_A_SAMPLE = 2
_LATENCY_MS = 40
_LONGEST_S = 2

_log = logging.getLogger(__name__)


class Speaker:
    """Implements `ports.sounds.Sounds`. Nobody ever waits; without a sound device it stays silent."""

    def __init__(self, volume_percent: int = 70) -> None:
        self._volume_percent = volume_percent
        self._waiting: queue.Queue[Sound | None] = queue.Queue(SOUNDS_WAITING_MAX)
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def play(self, sound: Sound) -> None:
        """Start the sound and return at once; when many wait already it is left out."""
        try:
            self._waiting.put_nowait(sound)
        except queue.Full:
            _log.debug("a sound was left out")

    def stop(self) -> bool:
        """End the thread; returns False when it did not end within its time."""
        while True:
            try:
                self._waiting.put_nowait(None)
                break
            except queue.Full:
                self._drop_one()
        self._thread.join(LANE_STOP_TIMEOUT_MS / 1000)
        return not self._thread.is_alive()

    def _drop_one(self) -> None:
        try:
            self._waiting.get_nowait()
        except queue.Empty:
            return

    def _run(self) -> None:
        device: Any = None
        is_silent = False
        while (sound := self._waiting.get()) is not None:
            if is_silent:
                continue
            device = device or _open()
            is_silent = device is None or not self._sounded(device, sound)
        if device is not None:
            device.close()

    def _sounded(self, device: Any, sound: Sound) -> bool:
        import miniaudio

        over = threading.Event()
        stream = _stream(samples(sound, self._volume_percent), over)
        next(stream)
        try:
            device.start(stream)
            over.wait(_LONGEST_S)
            device.stop()
        except miniaudio.MiniaudioError as error:
            _log.info("sounds are off: %s", error)
            return False
        return True


def has_sound_card(platform: str = sys.platform, devices: Path = Path("/dev/snd")) -> bool:
    """False on a Linux machine without sound: the sound system would only fill the terminal with complaints."""
    if not platform.startswith("linux"):
        return True
    return bool(os.environ.get("PULSE_SERVER")) or any(devices.glob("pcm*p"))


def _open() -> Any:
    """Return the default sound device, or None when this machine has none."""
    if not has_sound_card():
        _log.info("sounds are off: this machine has no sound card")
        return None
    try:
        import miniaudio
    except (ImportError, OSError) as error:
        _log.info("sounds are off: %s", error)
        return None
    try:
        return miniaudio.PlaybackDevice(
            miniaudio.SampleFormat.SIGNED16, 1, RATE_HZ, _LATENCY_MS, app_name="pos_app"
        )
    except miniaudio.MiniaudioError as error:
        _log.info("sounds are off: %s", error)
        return None


def _stream(data: bytes, over: threading.Event) -> Generator[bytes, int, None]:
    """Give the device as many frames as it asks for, silence when the sound is over."""
    frames = yield b""
    at = 0
    while at < len(data):
        size = frames * _BYTES_A_SAMPLE
        piece = data[at : at + size]
        at += size
        frames = yield piece.ljust(size, b"\0")
    frames = yield b"\0" * (frames * _BYTES_A_SAMPLE)
    over.set()
    while True:
        frames = yield b"\0" * (frames * _BYTES_A_SAMPLE)

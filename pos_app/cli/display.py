"""Whether there is a screen to open a window on."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

_DISPLAY = re.compile(r"(?P<host>[^:]*):(?P<number>\d+)(?:\.\d+)?")
_TRY_S = 2.0
X_SOCKETS = Path("/") / "tmp" / ".X11-unix"
"""Where every X server has its socket."""
FIRST_PORT = 6000


def has_display(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Return True when a window can be shown: always on Windows and macOS; elsewhere a display server must answer."""
    if environment.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
        return False
    if platform in ("win32", "darwin"):
        return True
    if environment.get("WAYLAND_DISPLAY"):
        return True
    return _answers(environment.get("DISPLAY", ""))


def _answers(display: str) -> bool:
    """Return True when an X server listens there: Qt aborts the process when none does."""
    found = _DISPLAY.fullmatch(display)
    if found is None:
        return False
    number = int(found["number"])
    host = found["host"].removeprefix("unix")
    try:
        if host:
            socket.create_connection((host, FIRST_PORT + number), _TRY_S).close()
        else:
            _reach_socket(X_SOCKETS / f"X{number}")
    except OSError:
        return False
    return True


def _reach_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as tried:
        tried.settimeout(_TRY_S)
        for name in (str(path), f"\0{path}"):
            try:
                tried.connect(name)
            except OSError:
                if name.startswith("\0"):
                    raise
            else:
                return

"""An X server of our own with a keyboard and a scanner that press real keys."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from pos_app.ui.scan_codes import decoded

_TOOLS = ("Xvfb", "xdotool", "setxkbmap")
MISSING = [name for name in _TOOLS if shutil.which(name) is None]
WHY_MISSING = f"no {', '.join(MISSING)} on this machine"
_SHIFT, _ENTER = 50, 36
_SCANNER_DELAY_MS = 4
_PERSON_DELAY_MS = 130
_CODES = {
    typed: (code, shift)
    for code in range(9, 120)
    for shift in (True, False)
    if (typed := decoded(code, shift, "xcb"))
}


HAND_S = "0.25"


class Display:
    """One X display; keys are pressed by their place on the keyboard, as hardware does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.environment = os.environ | {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def layout(self, name: str) -> None:
        """Switch the keyboard's layout."""
        subprocess.run(["setxkbmap", "-layout", name], env=self.environment, check=True)

    def scan(self, *codes: str) -> None:
        """Scan codes at a scanner's speed, Enter behind each, one after another."""
        for code in codes:
            self._press([*self._places(code), (_ENTER, False)], _SCANNER_DELAY_MS)

    def type(self, text: str, enter: bool = True) -> None:
        """Type as a person does."""
        places = self._places(text)
        self._press([*places, (_ENTER, False)] if enter else places, _PERSON_DELAY_MS)

    def key(self, name: str) -> None:
        """Press one key by its name, as late after a scan as a hand is: an Enter at a scanner's pace belongs to the
        scan.
        """
        subprocess.run(["xdotool", "sleep", HAND_S, "key", name], env=self.environment, check=True)

    def click(self, x: int, y: int) -> None:
        """Press the mouse at a place."""
        place = ["mousemove", str(x), str(y), "click", "1"]
        subprocess.run(["xdotool", *place], env=self.environment, check=True)

    def _places(self, text: str) -> list[tuple[int, bool]]:
        return [_CODES[one] for one in text]

    def _press(self, keys: list[tuple[int, bool]], delay_ms: int) -> None:
        """One call presses all of them, so that starting the tool makes no gap."""
        words = [*_AT_ONCE, "xdotool"]
        shifted = False
        for code, shift in keys:
            if shift != shifted:
                words += ["keydown" if shift else "keyup", "--delay", "1", str(_SHIFT)]
                shifted = shift
            words += ["key", "--delay", str(delay_ms), str(code)]
        if shifted:
            words += ["keyup", str(_SHIFT)]
        subprocess.run(words, env=self.environment, check=True)


_AT_ONCE = ["nice", "-n", "-15"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
"""A scanner does not wait for a busy machine; only root may ask for that."""


@contextmanager
def display(size: str = "1024x768") -> Iterator[Display]:
    """Start an X server, end it afterwards."""
    command = [
        *_AT_ONCE,
        "Xvfb",
        "-displayfd",
        "1",
        "-screen",
        "0",
        f"{size}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            number = server.stdout.readline().strip()
            assert number, "Xvfb did not start"
            yield Display(f":{number}")
        finally:
            server.terminate()
            server.communicate(timeout=10)

"""The emulator emupos as a process with one printer on a network port, the same on a serial line."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.support.ports import free_port

IS_MISSING = importlib.util.find_spec("emupos") is None
WHY_MISSING = "emupos is not installed (it needs Python 3.13 or newer)"
_READY = "Showing events"
_PAGES = {13: "PC857", 46: "WPC1251", 48: "WPC1254"}


class Receipt(msgspec.Struct, frozen=True):
    """What the emulator made of one job."""

    text: str
    png: bytes


class Emulator:
    """A running emulator."""

    def __init__(self, folder: Path, port: int, api_port: int) -> None:
        self.port = port
        self.serial_path = str(folder / "emupos" / "front")
        self._folder = folder
        self._api = f"http://127.0.0.1:{api_port}/api/v1/devices/front"

    def receipts(self) -> list[Receipt]:
        """All receipts so far, oldest first."""
        return [
            Receipt(
                meta.with_suffix(".txt").read_text(encoding="utf-8"), meta.with_suffix(".png").read_bytes()
            )
            for meta in sorted((self._folder / "receipts").glob("*.json"))
        ]

    def wait_for(self, count: int) -> list[Receipt]:
        """All receipts once there are `count`: the emulator answers a moment before it writes the last one."""
        deadline_s = time.monotonic() + 5
        while len(receipts := self.receipts()) < count and time.monotonic() < deadline_s:
            threading.Event().wait(0.01)
        return receipts

    def fault(self, name: str, *, is_on: bool) -> None:
        """Break the printer: paper-near-end, paper-out, cover-open, offline."""
        request = urllib.request.Request(f"{self._api}/faults/{name}", method="PUT" if is_on else "DELETE")
        urllib.request.urlopen(request, timeout=5).close()


@contextmanager
def emulator(folder: Path) -> Iterator[Emulator]:
    """Start the emulator in `folder`, end it afterwards."""
    port, api_port = free_port(), free_port()
    _write_settings(folder, port, api_port)
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(folder)}
    command = [shutil.which("emupos", path=str(Path(sys.executable).parent)) or "emupos", "run"]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            while _READY not in said:
                line = process.stdout.readline()
                assert line, f"emupos ended: {said}"
                said += line
            yield Emulator(folder, port, api_port)
        finally:
            process.terminate()
            process.communicate(timeout=10)


def _write_settings(folder: Path, port: int, api_port: int) -> None:
    """Its own TM-T20III, with the code pages that its profile forgets."""
    found = importlib.util.find_spec("emupos")
    assert found is not None
    assert found.origin is not None
    shipped = Path(found.origin).parent / "profiles" / "printers" / "epson-tm-t20iii.yaml"
    pages = "".join(f"  {number}: {name}\n" for number, name in _PAGES.items())
    profile = shipped.read_text(encoding="utf-8").replace("code_pages:\n", f"code_pages:\n{pages}")
    (folder / "profile.yaml").write_text(profile, encoding="utf-8")
    (folder / "emupos.yaml").write_text(
        f"""schema: 1
api: {{ host: 127.0.0.1, port: {api_port} }}
devices:
  - id: front
    type: printer
    profile: ./profile.yaml
    connections:
      - tcp: {{ port: {port} }}
      - serial: {{ pty: true }}
    receipts_dir: ./receipts
""",
        encoding="utf-8",
    )

"""Runs the frozen program without a display: start, sale, receipt, restart, verify."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

STEP_LIMIT_S = 120
STEPS_WITH_PICTURE = 13
SYSTEM_NAMES = ("HOME", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
NUMBER = re.compile(r"\b\d{4}-\d{2}-[A-Z]-(\d{7})\b")
WHOLE = re.compile(r"\b(\d+) sales\b")
PNG = b"\x89PNG"


def main(command: Sequence[str]) -> int:
    """Check the program that `command` starts: the frozen one by its path, or the source tree's as
    `python -m pos_app`. Prints a line a step; ends the process with what was seen when something is not so."""
    with tempfile.TemporaryDirectory() as folder:
        check(command, Path(folder))
    print("smoke test: passed")
    return 0


def check(command: Sequence[str], folder: Path) -> None:
    """Sell, print, start again, sell again, verify; everything below `folder`."""
    data, pictures = ("--data", str(folder / "data")), folder / "pictures"
    usage = run(command, "help")
    expect("replay" in usage, "the program starts", usage)
    first = run(command, "demo", *data, "--pictures", str(pictures))
    expect("TOTAL" in first, "the demo sale prints a receipt", first)
    taken = sorted(pictures.glob("*.png"))
    expect(len(taken) >= STEPS_WITH_PICTURE, f"{len(taken)} steps are pictures", first)
    expect(all(each.read_bytes().startswith(PNG) for each in taken), "every picture is a PNG", str(taken))
    text = run(command, "receipt", "--last", *data)
    expect(number(text) == number(first), "the receipt comes back from the books", text)
    drawn, job = folder / "receipt.png", folder / "job.bin"
    run(command, "receipt", "--last", "--format", "png", "--out", str(drawn), *data)
    expect(drawn.read_bytes().startswith(PNG), "the receipt is drawn", "no PNG")
    run(command, "receipt", "--last", "--format", "escpos", "--out", str(job), *data)
    expect(job.read_bytes().startswith(b"\x1b@"), "the receipt is printer bytes", "no ESC @")
    sold = sales(run(command, "verify", *data))
    again = run(command, "demo", *data, "--pictures", str(pictures))
    expect(number(again) == number(first) + 1, "a restart goes on with the next receipt number", again)
    books = run(command, "verify", *data)
    expect(sales(books) == sold + 1, "the books are whole with one sale more", books)


def run(command: Sequence[str], *words: str) -> str:
    """Run the program with nothing of our environment, so that nothing but the bundle can help it."""
    bare = {name: os.environ[name] for name in SYSTEM_NAMES if name in os.environ}
    started = time.monotonic()
    done = subprocess.run(
        [*command, *words],
        env={
            **bare,
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=STEP_LIMIT_S,
        check=False,
    )
    if done.returncode or done.stderr:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    print(f"{words[0]} ({time.monotonic() - started:.1f} s)", flush=True)
    return done.stdout


def number(text: str) -> int:
    """Return the running number of the receipt in a text; 0 when there is none."""
    found = NUMBER.search(text)
    return int(found[1]) if found else 0


def sales(text: str) -> int:
    """Return how many sales `verify` found; -1 when it did not say that the books are whole."""
    found = WHOLE.search(text)
    return int(found[1]) if found and "whole" in text else -1


def expect(holds: bool, what: str, seen: str) -> None:
    """Say what holds; end with what was seen when it does not."""
    if not holds:
        sys.exit(f"NOT so: {what}\n{seen}")
    print(f"  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

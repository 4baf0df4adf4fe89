"""Runs the frozen program without a display: start, sale, receipt, restart, verify."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

START_LIMIT_S = 120
SYSTEM_NAMES = ("HOME", "LANG", "SYSTEMROOT", "TEMP", "TMP")


def main(arguments: list[str]) -> int:
    """Check the program at the path given; prints one line a step."""
    program = Path(arguments[0]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        data, pictures = Path(folder) / "data", Path(folder) / "pictures"
        first = run(program, "demo", "--data", str(data), "--pictures", str(pictures))
        expect("TOTAL" in first, "the demo sale prints a receipt", first)
        expect(any(pictures.glob("*.png")), "every step is a picture", first)
        receipt = run(program, "receipt", "--last", "--data", str(data))
        expect("TOTAL" in receipt, "the receipt comes back from the books", receipt)
        picture = Path(folder) / "receipt.png"
        run(program, "receipt", "--last", "--format", "png", "--out", str(picture), "--data", str(data))
        expect(picture.read_bytes().startswith(b"\x89PNG"), "the receipt is drawn", "no PNG")
        again = run(program, "demo", "--data", str(data), "--pictures", str(pictures))
        expect(again != first, "a restart goes on with the same books", again)
        books = run(program, "verify", "--data", str(data))
        expect("2" in books, "the books are whole", books)
    print("smoke test: passed")
    return 0


def run(program: Path, *words: str) -> str:
    """Run the program with nothing of our environment, so that nothing but the bundle can help it."""
    bare = {name: os.environ[name] for name in SYSTEM_NAMES if name in os.environ}
    done = subprocess.run(
        [str(program), *words],
        env={**bare, "PATH": os.defpath, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=START_LIMIT_S,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def expect(holds: bool, what: str, seen: str) -> None:
    """Say what holds; end with what was seen when it does not."""
    if not holds:
        sys.exit(f"NOT so: {what}\n{seen}")
    print(f"  {what}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

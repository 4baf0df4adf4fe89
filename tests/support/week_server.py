"""`pos-app server` by the town's clock: python -m tests.support.week_server CLOCK server WORDS..."""

from __future__ import annotations

import sys
from pathlib import Path

from pos_app.cli.main import main
from tests.support.served import HOST, OwnProcess
from tests.support.week_clock import keep_time


class WeekServer(OwnProcess):
    """One of the processes of the server."""

    def __init__(self, clock: Path, folder: Path, *words: str, port: int) -> None:
        super().__init__(folder, *words, port=port)
        self.port = port
        self._command = [
            sys.executable, "-m", "tests.support.week_server", str(clock), "server",
            "--data", str(folder), "--listen", f"{HOST}:{port}", *words,
        ]  # fmt: skip


if __name__ == "__main__":
    keep_time(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))

"""The server of a simulated world: the real one over a SQLite file, with backups that are put back."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from pos_app.kernel.ids import IdSource
from pos_app.server.backup import back_up, restore
from pos_app.server.node import ServerNode
from pos_app.server.opening import open_first, reach
from tests.support.tills import SetClock


class ServerSite:
    """One server; `node` is another object after a restore."""

    def __init__(self, folder: Path, clock: SetClock, ids: IdSource, random: Random) -> None:
        self.folder, self.clock, self.ids, self.random = folder, clock, ids, random
        self.restores = 0
        self._backup: Path | None = None
        self._open()

    def _open(self) -> None:
        self.folder.mkdir(exist_ok=True)
        opened, _ = open_first(reach(self.folder), self.clock, self.ids, "Simulated")
        self.database = opened.database
        self.node = ServerNode(opened.database, opened.identity, self.clock, self.ids)

    def back_up(self) -> None:
        """Keep a copy of everything as it is now."""
        self._backup = self.folder.with_name("backup.dump")
        self._backup.unlink(missing_ok=True)
        back_up(self.database, self._backup, self.clock)

    def put_back(self) -> bool:
        """Lose everything since the backup, the way an operator does: an empty database, filled from the file."""
        if self._backup is None:
            return False
        self.database.close()
        for path in self.folder.glob("server.db*"):
            path.unlink()
        database = reach(self.folder)
        restore(database, self._backup, self.ids)
        database.close()
        self._open()
        self._backup = None
        self.restores += 1
        return True

    def apply_some(self) -> None:
        """Post some of what waits: each stream half of the times."""
        for stream in self.node.behind():
            if self.random.random() < 0.5:
                self.node.apply_stream(stream)

    def apply_all(self) -> None:
        """Post everything that waits."""
        while self.node.behind():
            self.node.apply_some()

    def close(self) -> None:
        """Leave the database."""
        self.database.close()


def copied(template: Path, folder: Path) -> None:
    """Begin a world where the template stands."""
    shutil.copytree(template, folder, dirs_exist_ok=True)

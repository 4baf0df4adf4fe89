"""A shop: the real server's messages on a real database, real tills, the exchange between them step by step."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from pos_app.kernel.exchange_limits import PUSH_BYTES_MAX
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import points_account
from pos_app.server.backup import back_up, restore
from pos_app.server.database import open_database
from pos_app.server.identity import make_identity
from pos_app.server.node import ServerNode
from pos_app.server.schema import make_schema
from pos_app.storage.opening import Storage, open_storage
from pos_app.storage.verify import verify
from pos_app.wire.enrolling import EnrolReply, EnrolRequest
from pos_app.wire.pull import PullReply
from pos_app.wire.push import PushAnswer, PushFork, PushGap, PushReply, PushRequest, PushSuperseded
from tests.support.tills import CountedIds, SetClock

ADDRESS = "https://server:8731"
ROUNDS_MAX = 200
_BALANCE = text("SELECT balance FROM account WHERE account_id = :account")


class Till:
    """One till with its data folder; closed, copied back, opened again as tests like."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        self.clock = SetClock()
        self.ids = CountedIds(number * 10_000_000)
        self.storage = self._open()

    def _open(self) -> Storage:
        return open_storage(
            self.folder,
            self.clock,
            self.ids,
            store_no="0001",
            terminal_no=f"{self.number:02d}",
            use_keyring=False,
        )

    def reopen(self) -> None:
        """End the program, start it again."""
        self.storage.close()
        self.storage = self._open()

    def reopen_closed(self) -> None:
        """Start the program that was ended."""
        self.storage = self._open()

    def keep_copy(self, to: Path, guard: bool) -> None:
        """Copy the disk as it is; without `guard` the guard file stays behind, as when only the database is saved."""
        self.storage.close()
        shutil.copytree(self.folder, to)
        if not guard:
            (to / "books.guard").unlink()
        self.storage = self._open()

    def put_back(self, copy: Path) -> None:
        """Put the disk back to what it was."""
        self.storage.close()
        for path in copy.iterdir():
            shutil.copyfile(path, self.folder / path.name)
        self.storage = self._open()

    def balance(self, member: MemberId) -> int:
        """What the cashier sees."""
        return self.storage.members.snapshot(member, self.clock.now_ms()).balance_points

    def whole(self) -> None:
        """The books are whole."""
        found = verify(self.folder, use_keyring=False)
        assert found.first_wrong is None, found.first_wrong


class Shop:
    """The server with the steps of an exchange."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock()
        self.ids = CountedIds()
        self.database = open_database(folder / "server.db")
        make_schema(self.database)
        self._identity = make_identity(self.database, self.ids, "Shop")
        self.node = ServerNode(self.database, self._identity, self.clock, self.ids)
        self.tills: list[Till] = []
        self._restored = 0

    def back_up(self) -> Path:
        """Back the server up as it is now."""
        path = self.folder / "server.backup"
        path.unlink(missing_ok=True)
        back_up(self.database, path, self.clock)
        return path

    def restore(self, backup: Path) -> None:
        """Put the server back to a backup: a new epoch, everything since forgotten."""
        self.database.close()
        self._restored += 1
        self.database = open_database(self.folder / f"server-{self._restored}.db")
        restore(self.database, backup, self.ids)
        self.node = ServerNode(self.database, self._identity, self.clock, self.ids)

    def till(self, number: int, *, connected: bool = True) -> Till:
        """Open one more till."""
        till = Till(self.folder / f"till-{number}", number)
        self.tills.append(till)
        if connected:
            self.connect(till)
        return till

    def connect(self, till: Till, terminal_no: str = "") -> EnrolReply:
        """Let a till belong to the server."""
        outbox = till.storage.outbox
        request = EnrolRequest(
            v=1,
            code=self.node.make_code("0001", terminal_no or f"{till.number:02d}"),
            device_id=str(outbox.device_id),
            pubkey=base64.b64encode(outbox.public_key()).decode(),
            name="till",
            app="1",
            keys=outbox.own_keys(),
            has_members=till.storage.members.count() > 0,
            store_no="0001",
            terminal_no=f"{till.number:02d}",
        )
        reply = self.node.enrol(request)
        outbox.connect(ADDRESS, "", reply)
        return reply

    def push(self, till: Till, most: int = 500) -> bool:
        """One push with its answer; True when everything is told."""
        outbox = till.storage.outbox
        request = outbox.archived_push(most, PUSH_BYTES_MAX) or outbox.next_push(most, PUSH_BYTES_MAX)
        answer = self.node.push(outbox.device_id, request)
        self.answer(till, request, answer)
        return outbox.waiting().facts == 0 and isinstance(answer, PushReply)

    def answer(self, till: Till, request: PushRequest, answer: PushAnswer) -> None:
        """Take the answer to a push in."""
        outbox = till.storage.outbox
        if isinstance(answer, PushReply):
            outbox.acknowledged(request, answer)
        elif isinstance(answer, PushGap):
            outbox.rewind(request, answer)
        elif isinstance(answer, PushFork):
            outbox.reincarnate(request, answer.first_bad_seq)
        elif isinstance(answer, PushSuperseded):
            outbox.reincarnate(request, answer.verified_seq + 1)

    def apply(self) -> None:
        """Let the server post everything that it has."""
        while self.node.apply_some():
            pass

    def page(self, till: Till, rows: int = 2000) -> PullReply:
        """Return the next page for a till."""
        outbox = till.storage.outbox
        return self.node.pull(outbox.device_id, outbox.pull_request(rows))

    def pull(self, till: Till, rows: int = 2000) -> None:
        """Take everything in that there is."""
        for _ in range(ROUNDS_MAX):
            page = self.page(till, rows)
            till.storage.outbox.take_in(page)
            if not page.more:
                return
        raise AssertionError("a feed without an end")

    def settle(self) -> None:
        """Exchange until nobody has anything to tell."""
        for _ in range(3):
            for till in self.tills:
                for _ in range(ROUNDS_MAX):
                    if self.push(till):
                        break
                self.push(till)
            self.apply()
        for till in self.tills:
            self.pull(till)

    def balance(self, member: MemberId) -> int:
        """What the server has on a member's points."""
        rows = self.database.read(lambda tx: tx.rows(_BALANCE, account=points_account(member).bytes))
        return int(rows[0].balance) if rows else 0

    def close(self) -> None:
        """Close everything."""
        for till in self.tills:
            till.storage.close()
        self.database.close()


@contextmanager
def shop(folder: Path) -> Iterator[Shop]:
    """Open a shop and close it afterwards."""
    opened = Shop(folder)
    try:
        yield opened
    finally:
        opened.close()

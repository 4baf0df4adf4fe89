"""Several real tills that knew the same members when they parted: each goes on alone, each tells the server."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from pos_app.checkout import member_care, returning
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import points_account
from pos_app.loyalty.member import MemberSnapshot
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.server.node import ServerNode
from pos_app.wire.push import OpenReservation
from tests.support.bare_tills import BareTill
from tests.support.counters import PROGRAM, Counter, counter
from tests.support.tills import enrolment
from tests.support.told_facts import bodies, tell

COFFEE, MILK = "08690526012346", "04006381333931"
CARDS = ("M00000001", "M00000002")


class Till:
    """A real till with its half of the protocol."""

    def __init__(self, counted: Counter, number: int, told: int) -> None:
        self.counter = counted
        self.wire = BareTill(number)
        self.told = told

    def sell(self, card: str = CARDS[0], count: int = 4, reward: str = "") -> str:
        """Sell coffee (14.90 a pack) to a member; return the receipt's number."""
        session = self.counter.session
        if card:
            session.scan(card)
        for _ in range(count):
            session.scan(COFFEE)
        if reward:
            session.choose_reward(reward)
        session.add_tender(TenderKind.CASH)
        return session.finish().completed.receipt_number

    def take_back(self, number: str, pieces: int) -> str:
        """Take packs back with the receipt of a sale that this till knows."""
        session = self.counter.session
        sold = returning.find(self.counter.tools, session.sale, number)
        planned = returning.planned(session.sale, sold, [(1, pieces * 1000)], ReturnReason.CHANGED_MIND)
        session.take_return(session.preview(planned).back)
        if session.evaluated.figures.payout_minor:
            session.add_tender(TenderKind.CASH)
        return session.finish().completed.receipt_number

    def merge(self, gone: str, winner: str) -> None:
        """Make two members one, by their cards."""
        tools = self.counter.tools
        preview = member_care.merge_preview(tools, self._snapshot(winner), gone)
        member_care.merge(tools, self._snapshot(winner), preview)

    def tell(self, node: ServerNode, *held: OpenReservation, applied: bool = True) -> None:
        """Push what is new, by default have it applied as well."""
        new = bodies(self.counter.storage, self.told)
        self.told += len(new)
        tell(node, self.wire, new, held)
        if applied:
            node.apply_stream(self.wire.stream_id)

    def balance(self, card: str = CARDS[0]) -> int:
        """The points of a member here."""
        return self._snapshot(card).balance_points

    def _snapshot(self, card: str) -> MemberSnapshot:
        found = self.counter.tools.members.by_card(card)
        assert found is not None
        return self.counter.tools.members.snapshot(found.member_id, self.counter.clock.now_ms())


class TwinTills:
    """Tills 1, 2, ... over copies of the folder of the first, made when it had two members and one sale."""

    def __init__(
        self, folder: Path, node: ServerNode, count: int = 2, program: str = PROGRAM, first_sale: bool = True
    ) -> None:
        self.node = node
        self._opened = ExitStack()
        self.members: list[MemberId] = []
        self.receipt = ""
        with counter(folder / "till1", program_text=program) as first:
            for number, card in enumerate(CARDS):
                new = enrolment(first.ids, card=card, phone=f"+4915112345{number:03}")
                first.storage.members.enrol(new)
                self.members.append(new.member_id)
            if first_sale:
                self.receipt = Till(first, 1, 0).sell()
            at_ms = first.clock.at_ms
            common = len(bodies(first.storage))
        for number in range(2, count + 1):
            shutil.copytree(folder / "till1", folder / f"till{number}")
        self.tills = []
        for number in range(1, count + 1):
            one = self._opened.enter_context(
                counter(folder / f"till{number}", program_text=program, start=number * 10_000)
            )
            one.clock.at_ms = at_ms + number
            till = Till(one, number, 0 if number == 1 else common)
            till.wire.enrol(node)
            self.tills.append(till)

    def account(self, member: int = 0) -> UUID:
        """The points account of a member."""
        return points_account(self.members[member])

    def __enter__(self) -> TwinTills:
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

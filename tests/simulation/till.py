"""A till of a simulated world: real files, the real checkout, the real half of the protocol."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from pos_app.checkout import reserving, returning
from pos_app.checkout.holding import Question, ask
from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import PosError, Unavailable
from pos_app.kernel.ids import IdSource, MemberId
from pos_app.loyalty.compiled import compile_program
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.cut_off import StoredCutOff
from pos_app.storage.opening import open_storage
from pos_app.storage.shown_cards import StoredShownCards
from pos_app.sync.contact import ContactBoard
from pos_app.sync.crossing import Crossing
from pos_app.sync.exchange import exchange
from pos_app.sync.gateway import HubGateway
from tests.simulation.line import Line, Network
from tests.simulation.program import PROGRAM
from tests.support.counters import MANAGER, SHELF, SHOP, the_program
from tests.support.tills import SetClock

ZONE = ZoneInfo(SHOP.zone)
COMPILED = compile_program(the_program(PROGRAM), ZONE)
CODES = ("08690526012346", "04006381333931")
SAVED = "saved"


class SimulatedTill:
    """Sells, takes back, enrols, tells; loses its disk's last hours when the world wants it."""

    def __init__(
        self, folder: Path, number: int, clock: SetClock, ids: IdSource, network: Network, random: Random
    ) -> None:
        self.folder, self.number = folder, number
        self.clock, self.ids, self.random = clock, ids, random
        self.papers: list[str] = []
        self.receipts: list[str] = []
        self.rolled_back = 0
        self.network = network
        self.is_up = True
        self.open()

    def open(self) -> None:
        """Start the program."""
        number = f"{self.number:02}"
        self.storage = open_storage(
            self.folder, self.clock, self.ids, terminal_no=number, zone=ZONE, use_keyring=False
        )
        if self.storage.catalogue.count() == 0:
            self.storage.catalogue.add(SHELF)
        self.line = Line(self.network, self.storage.outbox.device_id, lambda: self.is_up)
        self.contact, self.crossing = ContactBoard(), Crossing()
        self.gateway = HubGateway(self.line, self.storage.outbox, self.contact, self.crossing)
        storage = self.storage
        self.tools = Tools(
            SHOP, ZONE, COMPILED, storage.catalogue, storage.members, storage.books, self.clock, self.ids,
            records=storage.records, programs=storage.programs, signing=storage.signing,
        )  # fmt: skip
        if storage.outbox.link() is not None:
            self.tools = replace(self.tools, gateway=self.gateway, cut_off=StoredCutOff(storage.database),
                                 shown_cards=StoredShownCards(storage.database))  # fmt: skip
        storage.programs.keep(COMPILED.program)
        self.session = CheckoutSession(self.tools, MANAGER)
        storage.outbox.release_left(None)

    def close(self) -> None:
        """Leave the files."""
        self.storage.close()

    def restart(self) -> None:
        """A power cut: whatever was not written is gone."""
        self.close()
        self.open()

    def save_disk(self) -> None:
        """Take an image of the disk."""
        self.close()
        shutil.rmtree(self._image, ignore_errors=True)
        shutil.copytree(self.folder, self._image)
        self.open()

    def put_disk_back(self) -> bool:
        """Put the image back, the guard file with it: only the server can know."""
        if not self._image.exists():
            return False
        self.close()
        shutil.rmtree(self.folder)
        self._image.rename(self.folder)
        self.rolled_back += 1
        self.papers.clear()
        self.open()
        return True

    def sell(self, card: str, reward: str, walks_away: bool = False) -> None:
        """A customer buys something, maybe with a card, a reward, a coupon."""
        session = self.session
        if self.is_up:
            self.contact.reached()
        if card:
            self._tried(lambda: session.scan(card))
        for _ in range(self.random.randint(1, 5)):
            session.scan(self.random.choice(CODES))
        if self.papers and self.random.random() < 0.4:
            paper = self.papers.pop(self.random.randrange(len(self.papers)))
            self._tried(lambda: session.scan(paper))
        if reward and session.evaluated.found is not None:
            self._tried(lambda: self._use(reward))
        if walks_away:
            self.gateway.release(session.sale.sale_id)
            session.cancel()
            return
        self._hold_before_payment()
        if session.evaluated.figures.due_minor:
            session.add_tender(TenderKind.CARD)
        filed = session.finish(print_receipt=False)
        self.receipts.append(filed.completed.receipt_number)
        if filed.statement is not None:
            self.papers += [each.code for each in filed.statement.coupons if each.code]

    def take_back(self, receipt: str) -> None:
        """A customer brings one piece back, to whichever till."""
        session = self.session
        tools = self.tools
        if tools.books.sold(receipt) is None and not self.gateway.find_sale(receipt):
            return
        self._tried(lambda: self._take_back(receipt))
        if session.sale.is_empty and not session.sale.returns:
            return
        if session.evaluated.figures.payout_minor:
            session.add_tender(TenderKind.CASH)
        session.finish(print_receipt=False)

    def exchange(self) -> bool:
        """Tell and hear everything; False when the network did not let it."""
        try:
            exchange(self.line, self.storage.outbox, self.crossing)
        except Unavailable as error:
            if error.code != "server.unreachable":
                raise
            self.contact.lost()
            return False
        self.contact.reached()
        return True

    def balance(self, member_id: MemberId) -> int | None:
        """The points of a member as this till shows them; None for a member unknown here."""
        if self.tools.members.found(member_id) is None:
            return None
        return self.tools.members.snapshot(member_id, self.clock.now_ms()).balance_points

    @property
    def _image(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{SAVED}")

    def _use(self, reward: str) -> None:
        """As the screen does it: what the reward spends is held first."""
        session = self.session
        question = reserving.to_choose(session, reward)
        if question.amounts and not self._asked(question):
            return
        session.choose_reward(reward)

    def _hold_before_payment(self) -> None:
        session = self.session
        question = reserving.to_pay(session)
        if question.amounts:
            self._asked(question)

    def _asked(self, question: Question) -> bool:
        """Ask the server; take off what it refuses. True when the reward may be used."""
        session = self.session
        answer = ask(self.gateway, question)
        session.holding.keep(answer)
        if answer.is_unknown:
            session.read_member_again()
        for short in answer.short:
            reserving.take_off(session, short)
        return not answer.short

    def _take_back(self, receipt: str) -> None:
        session = self.session
        sold = returning.find(self.tools, session.sale, receipt)
        planned = returning.planned(session.sale, sold, [(1, 1000)], ReturnReason.CHANGED_MIND)
        session.take_return(session.preview(planned).back)

    def _tried(self, work: Callable[[], object]) -> None:
        """Do something that may be refused: the cashier shrugs."""
        try:
            work()
        except PosError:
            return

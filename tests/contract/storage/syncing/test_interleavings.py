"""Whatever comes first: a sale is never counted twice, never dropped, and everybody agrees in the end."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.kernel.exchange_limits import PUSH_BYTES_MAX
from pos_app.kernel.ids import LotId, MemberId, derived_id
from pos_app.loyalty.ledger import LotChange
from pos_app.ports.books import SaleToFile
from pos_app.wire.push import PushAnswer, PushRequest
from tests.support.shops import Shop, Till, shop
from tests.support.tills import enrolment, filing

STEPS = ("earn", "spend", "send", "answer", "exchange", "apply", "pull", "reopen", "back up", "restore")


class World:
    """A till with a member of its own, another one that shares a second member with it."""

    def __init__(self, one_shop: Shop) -> None:
        self.shop = one_shop
        self.tills = (one_shop.till(1), one_shop.till(2))
        self.own = enrol(self.tills[0], 1)
        self.shared = enrol(self.tills[0], 2)
        self.points = {self.own: 0, self.shared: 0}
        self.earned: list[SaleToFile] = []
        self.flying: list[tuple[Till, PushRequest, PushAnswer]] = []
        one_shop.settle()
        self.backup = one_shop.back_up()

    def step(self, name: str, which: int) -> None:
        """Do one thing."""
        till = self.tills[which % 2]
        if name in ("earn", "spend"):
            self._sell(till, name == "spend", which)
        elif name == "send":
            outbox = till.storage.outbox
            request = outbox.next_push(1 + which % 3, PUSH_BYTES_MAX)
            self.flying.append((till, request, self.shop.node.push(outbox.device_id, request)))
        elif name == "answer" and self.flying:
            self.shop.answer(*self.flying.pop(which % len(self.flying)))
        elif name == "exchange":
            self.shop.push(till)
        elif name == "apply":
            self.shop.apply()
        elif name == "pull":
            till.storage.outbox.take_in(self.shop.page(till, 1 + which))
        elif name == "reopen":
            till.reopen()
        elif name == "back up":
            self.backup = self.shop.back_up()
        elif name == "restore":
            self.flying.clear()
            self.shop.restore(self.backup)

    def _sell(self, till: Till, spends: bool, which: int) -> None:
        member = self.own if till is self.tills[0] and which % 4 else self.shared
        if spends and self.earned and member == self.shared:
            earned = self.earned[which % len(self.earned)]
            lot = LotId(derived_id(earned.sale.sale_id, "lot"))
            spent = (LotChange(lot, -7, earned.sale.started_at_ms, earned.sale.started_at_ms + 10**9),)
            known = till.storage.database.row("SELECT open_points FROM lot WHERE lot_id = ?", (lot.bytes,))
            if known is None or known[0] < 7:
                return
            paid = filing(till.ids, 1, member=member, spent=spent)
        else:
            paid = filing(till.ids, 1, member=member)
        assert paid.settlement is not None
        till.storage.books.file_sale(paid)
        if member == self.shared:
            self.earned.append(paid)
        self.points[member] += sum(each.points for each in paid.settlement.entries)

    def check(self) -> None:
        """What only the first till changes is always exact there."""
        assert self.tills[0].balance(self.own) == self.points[self.own]

    def end(self) -> None:
        """Everybody comes to the same."""
        self.shop.settle()
        for member, points in self.points.items():
            assert [till.balance(member) for till in self.tills] == [points, points]
            assert self.shop.balance(member) == points
        for till in self.tills:
            till.whole()


def enrol(till: Till, number: int) -> MemberId:
    """Enrol somebody."""
    new = enrolment(till.ids, f"Member {number}", f"+9053200{number:05d}", f"90{number:08d}")
    return till.storage.members.enrol(new).member_id


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), min_size=4, max_size=22))
def test_any_order_of_anything(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, shop(Path(folder)) as opened:
        world = World(opened)
        for name, which in steps:
            world.step(name, which)
            world.check()
        world.end()


def test_a_restored_server_is_fed_again(tmp_path: Path) -> None:
    with shop(tmp_path) as opened:
        world = World(opened)
        for number in range(3):
            world.step("earn", 1)
            world.step("earn", 2 + number)
        opened.settle()
        opened.restore(world.backup)
        world.step("pull", 11)
        world.check()
        world.step("earn", 2)
        world.check()
        world.end()

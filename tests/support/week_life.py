"""A simulated week of the shop: trade, a trouble a day, evenings on which everything must be right."""

from __future__ import annotations

import select
from collections.abc import Callable
from random import Random
from typing import Any

from pos_app.kernel.clock import DAY_MS
from tests.support.counters import COFFEE, MILK
from tests.support.fault_proxy import Fault
from tests.support.week_books import folded, is_behind, of_receipts, unique_facts
from tests.support.week_hands import Paper, WeekTill
from tests.support.week_shop import CARDS, REWARD_POINTS, RISK_A_MEMBER, WeekShop

GOODS = (COFFEE.codes[0], MILK.codes[0])
HOUR_MS = 3_600_000
ROUNDS_TO_REST = 60
SALES_A_TROUBLE = 3
LONGEST_LIFE_S = 0.06
PIECE_BYTES_MAX = 3000


class Week:
    """Days one after another. `told` is what happened, for whoever must look into a failure."""

    def __init__(self, shop: WeekShop, seed: int) -> None:
        self.shop, self.random = shop, Random(seed)
        self.told: list[str] = []
        self.papers: list[Paper] = []
        self.returned: set[str] = set()
        self.spent_online = self.spent_cut_off = 0
        self.coupons: list[str] = []
        self.troubles: tuple[Callable[[], None], ...] = (
            self.everybody_is_alone,
            self.a_till_dies_in_a_sale,
            self.a_server_dies_in_a_push,
            self.a_till_dies_at_the_money,
            self.the_database_dies,
            self.bytes_are_cut,
            self.a_cable_says_nothing,
        )

    def day(self, trouble: Callable[[], None]) -> None:
        """Trade, the trouble, the evening, the night."""
        self.told.append(trouble.__name__)
        self.trade(connected=True)
        trouble()
        self.shop.mend()
        self.settle()
        self.look()
        self.night()

    def night(self) -> None:
        """A message that was under way meanwhile is refused for its time; its till tries again."""
        self.shop.clock.forward(DAY_MS - self.random.randrange(3 * HOUR_MS))
        now_ms = self.shop.clock.now_ms()
        for till in self.shop.tills:
            self.tell(till, now_ms)

    def trade(self, connected: bool = False) -> None:
        """Each till sells something; `connected` when all must be able to ask the server."""
        for till in self.random.sample(self.shop.tills, len(self.shop.tills)):
            self.sell(till)
            if connected:
                assert till.seen["contact"] == "connected", (till.number, till.seen)
        if connected and self.random.random() < 0.7:
            self.take_back(self.random.choice(self.shop.tills))

    def sell(self, till: WeekTill, card: str | None = None) -> Paper:
        """One customer, with or without a card, a reward, a coupon."""
        card = self.random.choice((*CARDS, CARDS[0], "")) if card is None else card
        self.fill(till, card)
        if card and self.random.random() < 0.6 and till.use_reward():
            if till.state["member"]["cut_off"]:
                self.spent_cut_off += 1
            else:
                self.spent_online += 1
        return self._kept(till.pay(card))

    def fill(self, till: WeekTill, card: str) -> None:
        """Scan a card, goods, maybe a coupon of an earlier receipt."""
        paper = [self.coupons.pop(0)] if self.coupons and self.random.random() < 0.3 else []
        goods = [self.random.choice(GOODS) for _ in range(self.random.randint(1, 3))]
        till.begin(card, *goods, *paper)
        assert (till.state["member"] is not None) == bool(card)

    def take_back(self, till: WeekTill) -> None:
        """The first piece of a receipt of any till comes back to this one."""
        numbers = [paper.number for paper in self.papers if paper.number not in self.returned]
        if numbers:
            number = self.random.choice(numbers)
            self.returned.add(number)
            till.take_back(number, GOODS[0])
            if till.state["can_cancel"]:
                till.give_up()

    def _kept(self, paper: Paper) -> Paper:
        self.papers.append(paper)
        self.coupons += paper.coupons
        return paper

    def everybody_is_alone(self) -> None:
        """All cables out: the same members spend everywhere; each screen says what it cannot know."""
        for card in CARDS:
            self.sell(self.random.choice(self.shop.tills), card)
        self.settle()
        before = self.known()
        for cable in self.shop.cables:
            cable.refuse()
            cable.reset_connections()
        for till in self.shop.tills:
            till.do("exchange")
            till.until(lambda seen: seen["contact"] == "cut_off")
            own, risked = dict.fromkeys(CARDS, 0), dict.fromkeys(CARDS, 0)
            for _ in range(SALES_A_TROUBLE):
                card = self.random.choice(CARDS)
                self.fill_cut_off(till, card, max(0, before[card] + own[card]), own[card])
                if till.use_reward():
                    risked[card] += REWARD_POINTS
                    assert risked[card] <= RISK_A_MEMBER, "more than a member may spend without the server"
                    self.spent_cut_off += 1
                own[card] += self._kept(till.pay(card)).points
            till.until(lambda seen: seen["waiting"] >= SALES_A_TROUBLE)

    def fill_cut_off(self, till: WeekTill, card: str, expected: int, waiting: int) -> None:
        """Scan; the strip must say what the member has as far as this till knows, how old that is, what waits."""
        till.begin(card, *GOODS)
        banner = till.state["member"]
        assert banner["cut_off"], banner
        assert shown(banner) == expected, (till.number, banner, expected)
        words = f", {'+' if waiting > 0 else '-'}{abs(waiting)} waiting"
        assert banner["as_of"].endswith(words if waiting else ""), (banner, waiting)
        assert ("waiting" in banner["as_of"]) == bool(waiting)

    def a_till_dies_in_a_sale(self) -> None:
        """With points held for it; afterwards the sale is offered again."""
        till = self.random.choice(self.shop.tills)
        self.fill(till, CARDS[0])
        till.use_reward()
        rows = len(till.state["rows"])
        till.kill()
        self.sell(self.random.choice([each for each in self.shop.tills if each.runs]))
        till.start()
        assert len(till.state["rows"]) == rows
        till.until(lambda seen: seen["contact"] == "connected")
        if self.random.random() < 0.5:
            till.do("answer", "resume_draft")
            self._kept(till.pay(CARDS[0]))
        else:
            till.do("answer", "drop_draft")
            assert till.state["rows"] == []

    def a_till_dies_at_the_money(self) -> None:
        """At an instant nobody chose: the sale is in the books with its receipt, or open again."""
        for till in self.shop.tills:
            before = till.seen["paper"]["number"]
            card = self.random.choice(CARDS)
            self.fill(till, card)
            till.wish("key", "exact")
            select.select([], [], [], self.random.random() * LONGEST_LIFE_S)
            till.kill()
            till.start()
            filed = till.seen["paper"]["number"] != before
            assert filed == (not till.state["rows"])
            self._kept(till.keep(card) if filed else till.pay(card))

    def a_server_dies_in_a_push(self) -> None:
        """Some bytes of a push reach it, or all but its answer; the till goes to the other process."""
        number = self.random.randrange(len(self.shop.tills))
        till, cable = self.shop.tills[number], self.shop.cables[number]
        which = number % 2
        cut = self.random.choice((cable.cut_request_after, cable.cut_reply_after))
        cut(self.random.choice((0, self.random.randrange(PIECE_BYTES_MAX))), Fault.STALL)
        for _ in range(SALES_A_TROUBLE):
            self.sell(till)
        self.shop.kill_server(which)
        self.sell(till)
        self.sell(self.shop.tills[(number + 1) % 2])
        cable.target = (cable.target[0], self.shop.servers[1 - which].port)
        cable.reset_connections()
        cable.plug_in()
        self.tell(till)

    def the_database_dies(self) -> None:
        """Both processes of the server stay; tills sell on."""
        self.shop.kill_database()
        self.trade()
        self.shop.database.start()
        self.trade()

    def bytes_are_cut(self) -> None:
        """Every cable breaks at some byte, again and again."""
        for _ in range(SALES_A_TROUBLE):
            for cable in self.shop.cables:
                cut = self.random.choice((cable.cut_request_after, cable.cut_reply_after))
                fault = self.random.choice((Fault.CLOSE, Fault.RESET))
                cut(self.random.randrange(PIECE_BYTES_MAX), fault)
            self.trade()

    def a_cable_says_nothing(self) -> None:
        """Nobody is told that it is out: the first question finds out."""
        number = self.random.randrange(len(self.shop.tills))
        till, cable = self.shop.tills[number], self.shop.cables[number]
        cable.pull_cable()
        for _ in range(SALES_A_TROUBLE):
            self.sell(till, CARDS[0])
        assert till.seen["contact"] == "cut_off"
        till.until(lambda seen: seen["waiting"] >= SALES_A_TROUBLE)

    def known(self) -> dict[str, int]:
        """Return the points of each card by the facts alone."""
        points = folded(unique_facts(self.shop.database.dsn()))
        return {card: points.get(self.shop.members[card], 0) for card in CARDS}

    def tell(self, till: WeekTill, since_ms: int = 0) -> None:
        """Wish for an exchange until everything is told."""
        assert any(till.exchange(since_ms) for _ in range(ROUNDS_TO_REST)), till.seen

    def settle(self) -> None:
        """Everything is told, posted, heard of everywhere."""
        for till in self.shop.tills:
            self.tell(till)
        dsn = self.shop.database.dsn()
        for _ in range(ROUNDS_TO_REST * 10):
            if not is_behind(dsn):
                break
            select.select([], [], [], 0.05)
        assert not is_behind(dsn), "facts are not posted"
        now_ms = self.shop.clock.now_ms()
        for till in self.shop.tills:
            self.tell(till, now_ms)

    def look(self) -> None:
        """Every screen shows every member's points as the facts have them, connected, nothing waiting."""
        expected = self.known()
        for till in self.shop.tills:
            seen = till.seen
            assert (seen["contact"], seen["waiting"], seen["held_back"]) == ("connected", 0, ""), seen
            assert seen["quarantined"] == 0
            for card in CARDS:
                till.begin(card)
                banner = till.state["member"]
                assert shown(banner) == max(0, expected[card]), (till.number, card, banner, expected)
                assert not banner["cut_off"]
                assert "waiting" not in banner["as_of"]
                till.give_up()
        facts = of_receipts(unique_facts(self.shop.database.dsn()))
        for paper in self.papers:
            assert paper.number in facts, f"{paper} is not at the server"
            assert facts[paper.number] == (paper.points if paper.card else 0), paper


def shown(banner: dict[str, Any]) -> int:
    """Return the points in the member strip."""
    return int(banner["balance"].replace(",", ""))

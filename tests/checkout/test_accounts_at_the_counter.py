"""A program that has everything, on a real till: what is stored is what the engine says, entry by entry."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.accounts import POINTS
from pos_app.loyalty.ledger import EntryKind
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.member import AccountState, MemberSnapshot
from pos_app.retail.tender import TenderKind
from pos_app.storage.verify import verify
from tests.support.counters import PROGRAM, SHELF, Counter, counter, item

CLUB = item("900", 1900, name="Club, a month")
CARDS = ("M00000001", "M00000002", "M00000003")
EVERYTHING = (
    PROGRAM
    + """
limits = "above"
[[earn]]
id = "cup"
name = "Stamp"
per_units = 1
card = "coffee"
products = ["200"]
[[earn]]
id = "star"
name = "Star"
points = 5
per_spend = "40.00"
per_member = {times = 3, per = "month"}
[[stamp_card]]
id = "coffee"
name = "Coffee card"
full = 10
months = 3
[[reward]]
id = "free"
name = "Free coffee"
stamps = 5
card = "coffee"
free_item = true
products = ["200"]
[[reward]]
id = "tree"
name = "Plant a tree"
points = 20
amount = "1.00"
charity = "trees"
[[charity]]
id = "trees"
name = "Trees"
percent = 1
[[coupon]]
id = "next"
name = "Next time 1.00 off"
amount = "1.00"
valid_days = 30
automatic = true
[coupon.issued]
minimum_spend = "30.00"
per_member = {times = 1, per = "week"}
[[plan]]
id = "club"
name = "Club"
product = "900"
months = 1
tier = "gold"
at_once = true
[tiers]
measure = "points"
include_current_sale = "at_once"
[[tier]]
id = "basic"
name = "Basic"
order = 1
threshold = 0
[[tier]]
id = "silver"
name = "Silver"
order = 2
threshold = 60
multiplier = 1.5
[[tier]]
id = "gold"
name = "Gold"
order = 3
threshold = 300
multiplier = 2
[limits]
points_per_day = 500
card_uses_per_hour = 100
"""
).replace('limits = "above"\n', "")


def held(who: MemberSnapshot) -> tuple[object, ...]:
    """Tier with its begin, every account with its lots and debts."""
    states = (AccountState(POINTS, who.lots, who.debt_points), *who.accounts)
    return (who.tier, who.tier_since_ms, who.last_activity_ms), [
        (state.key, state.debt_points, state.lots) for state in states
    ]


class Shopping:
    """Members come and go; after every sale the stored member is compared with the one the entries make."""

    def __init__(self, till: Counter) -> None:
        self.till, self.chance = till, random.Random(8)
        self.members: list[MemberId] = []
        self.papers: list[str] = []
        self.kinds: set[tuple[str, str]] = set()
        for number, card in enumerate(CARDS):
            till.session.enrol(f"030 90182{number}", "Ann Lee", True, card)
            member_id = till.session.sale.member_id
            assert member_id is not None
            self.members.append(member_id)
            till.session.detach_member()

    def snapshots(self) -> dict[MemberId, MemberSnapshot]:
        now_ms = self.till.clock.now_ms()
        return {each: self.till.tools.members.snapshot(each, now_ms) for each in self.members}

    def sale(self) -> None:
        session, chance = self.till.session, self.chance
        if chance.random() < 0.9:
            session.scan(chance.choice(CARDS))
        for _ in range(chance.randint(1, 4)):
            session.enter(chance.choice(("200", "2*200", "100", "300", "3*200", "900", "9*200")))
        for name in ("five", "free", "tree"):
            if chance.random() < 0.4:
                self.attempt(lambda name=name: session.choose_reward(name))
        if self.papers and chance.random() < 0.5:
            self.attempt(lambda: session.enter(chance.choice(self.papers)))
        before = self.snapshots()
        if session.evaluated.figures.due_minor:
            session.add_tender(TenderKind.CARD)
        filed = session.finish()
        sold = self.till.tools.books.sold(filed.completed.receipt_number)
        assert sold is not None
        at_ms = filed.completed.sale.started_at_ms
        after = self.snapshots()
        for member_id, who in before.items():
            assert held(apply(who, sold.entries, at_ms)) == held(after[member_id])
        self.kinds |= {(entry.kind.value, entry.key.partition(":")[0]) for entry in sold.entries}
        if filed.statement is not None:
            self.papers += [paper.code for paper in filed.statement.coupons]

    @staticmethod
    def attempt(press: object) -> None:
        """What is refused changes nothing."""
        assert callable(press)
        with suppress(Refused):
            press()


@pytest.mark.parametrize("sales", [80])
def test_the_books_keep_what_the_engine_drafts(tmp_path: Path, sales: int) -> None:
    with counter(tmp_path, program_text=EVERYTHING, shelf=(*SHELF, CLUB)) as till:
        shopping = Shopping(till)
        for _ in range(sales):
            shopping.sale()
            till.clock.at_ms += shopping.chance.choice((3_600_000, DAY_MS, 9 * DAY_MS))
    assert verify(tmp_path, use_keyring=False).is_whole
    seen = {
        (EntryKind.EARN, "points"),
        (EntryKind.REDEEM, "points"),
        (EntryKind.EARN, "stamps"),
        (EntryKind.REDEEM, "stamps"),
        (EntryKind.EXPIRE, "stamps"),
        (EntryKind.ADJUST, "remainder"),
        (EntryKind.USE, "uses"),
        (EntryKind.ISSUE, "plan"),
        (EntryKind.EXPIRE, "plan"),
        (EntryKind.EARN, "donation"),
        (EntryKind.EARN, "qualifying"),
        (EntryKind.TIER, "tier"),
        (EntryKind.ISSUE, "coupon"),
        (EntryKind.USE, "coupon"),
    }
    assert {(kind.value, key) for kind, key in seen} <= shopping.kinds

"""A cashier who presses anything, in any order, at a till whose program has everything."""

from __future__ import annotations

import random
from contextlib import ExitStack
from pathlib import Path

from pos_app.checkout import activities, late_card, member_care, recover, returning
from pos_app.checkout.outcome import ClaimShown
from pos_app.checkout.scan import LEAVES_UNSOLD
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.member import MemberSnapshot
from pos_app.retail.returned import ReturnReason
from pos_app.retail.tender import TenderKind
from pos_app.storage.signing import HmacSigning
from pos_app.wire.paper_code import paper_code, read_paper
from tests.support.clubs import CLUB, CLUB_SHELF
from tests.support.counters import MANAGER, Counter, counter

NAMES = ("Zoltan Quuxley", "Wilhelmina Xu", "Ignatius Oyelaran")
CODES = ("#SUMMER", "#WINTER", "#NOSUCH", "summer")
SOLD = ("200", "2*200", "100", "3*100", "300", "900", "901", "3*901", "902", "903", "1,234*20001", "400")
CHANGED = ("-10%", "-100%", "=0", "=3.33")
REWARDS = ("free-cup", "mug", "give", "five", "pay")
MORE = """
[[reward]]
id = "five"
name = "5.00 off"
points = 20
amount = "5.00"
[[reward]]
id = "pay"
name = "Pay with points"
per_point = "0.05"
as = "tender"
"""
REASONS = (ReturnReason.CHANGED_MIND, ReturnReason.FAULTY, ReturnReason.WRONG_ITEM)
PROGRAMS = (
    CLUB + MORE + '[returns]\nwithout_receipt = "allowed"\n',
    CLUB.replace("version = 1", "version = 2").replace('per_spend = "1.00"', 'per_spend = "0.50"')
    + MORE
    + '[returns]\nshortfall = "clamp"\ngive_back_spent = false\n',
    CLUB.replace("version = 1", "version = 3").replace("months = 12\n\n[tiers]", "months = 1\n\n[tiers]")
    + MORE
    + '[returns]\nshortfall = "deduct_from_refund"\ntake_back = "pro_rata"\nwithout_receipt = "allowed"\n'
    + '[pending]\nkind = "days"\ndays = 2\n',
)


class ClubCashier:
    """Knows every paper that was printed, every receipt; opens the data folder again when the till was killed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.done: dict[str, int] = {}
        self.members: list[MemberId] = []
        self.cards: list[str] = []
        self.secrets: list[str] = list(NAMES)
        self.papers: list[str] = []
        self.receipts: list[str] = []
        self.merged: list[MemberId] = []
        self._opened, self._starts, self._program = ExitStack(), 0, 0
        self.till: Counter
        self.session: CheckoutSession
        self._open(None)

    def _open(self, at_ms: int | None) -> None:
        text = PROGRAMS[self._program]
        self._starts += 1_000_000
        self.till = self._opened.enter_context(
            counter(self.folder, program_text=text, shelf=CLUB_SHELF, start=self._starts)
        )
        if at_ms is not None:
            self.till.clock.at_ms = at_ms
        self.till.storage.programs.keep(self.till.tools.program.program)
        self.session = CheckoutSession(self.till.tools, MANAGER)

    def close(self) -> None:
        """Leave the till."""
        self._opened.close()

    def press(self) -> str:
        """Do one thing; what is refused has left the sale as it was. Returns what it was."""
        keys = (
            [self.sell] * 5
            + [self.member] * 3
            + [self.reward, self.reward, self.finish, self.finish, self.finish]
        )
        keys += [
            self.bring_back,
            self.bring_back,
            self.paper,
            self.paper,
            self.line,
            self.code,
            self.odd,
            self.care,
        ]
        key = self.chance.choice(keys)
        before = self.session.sale
        try:
            name = key() or key.__name__
        except Refused as refused:
            if self.session.sale != before and key != self.finish and refused.code not in LEAVES_UNSOLD:
                raise AssertionError(f"{refused.code} changed the sale") from refused
            name = f"{key.__name__}: {refused.code}"
        self.done[name] = self.done.get(name, 0) + 1
        return name

    def sell(self) -> None:
        self.session.enter(self.chance.choice(SOLD))

    def member(self) -> str:
        if len(self.members) < 3 or self.chance.random() < 0.03:
            return self.enrol()
        if self.chance.random() < 0.1:
            self.session.detach_member()
            return "detach"
        self.session.scan(self.chance.choice(self.cards))
        return "member"

    def enrol(self) -> str:
        number = len(self.cards)
        phone, card = f"030 9018{number:03}", f"M{number:08}"
        friend = self.chance.choice(["", *self.cards])
        name = NAMES[number % len(NAMES)]
        new = self.session.enrol(phone, name, True, card, "", friend)
        self.members.append(new.found.member_id)
        self.cards.append(card)
        self.secrets += [f"9018{number:03}", card]
        self.papers += [one.code for one in new.coupons if one.code]
        return "enrol"

    def reward(self) -> str:
        reward = self.chance.choice(REWARDS)
        if self.chance.random() < 0.2:
            self.session.drop_reward(reward)
            return "drop reward"
        self.session.choose_reward(reward, self.chance.choice((0, 0, 7)) if reward == "pay" else 0)
        return f"reward {reward}"

    def line(self) -> None:
        sale = self.session.sale
        lines = [line.line_no for line in sale.lines]
        lines += [line.line_no for back in sale.returns for line in back.lines]
        number = self.chance.choice(lines or [0])
        match self.chance.randrange(3):
            case 0:
                self.session.enter(self.chance.choice(CHANGED), number)
            case 1:
                self.session.change_quantity(number, self.chance.choice((0, 1000, 2000)))
            case _:
                self.session.remove_line(number)

    def code(self) -> None:
        self.session.enter(self.chance.choice(CODES))

    def paper(self) -> str:
        """Scan a coupon or a claim: good, used already, forged, of another shop."""
        code = self.chance.choice(self.papers or [""])
        match self.chance.randrange(6):
            case 0 if code:
                place = self.chance.randrange(len(code))
                code = code[:place] + self.chance.choice("ABCXYZ0189") + code[place + 1 :]
            case 1 if code:
                _, payload, _ = read_paper(code)
                code = paper_code(payload, HmacSigning(bytes(32)).sign(payload))
        if not code:
            return "no paper"
        shown = self.session.scan(code)
        if not isinstance(shown, ClaimShown):
            return "coupon"
        snapshot = self.session.evaluated.snapshot
        if snapshot is None:
            return "claim of nobody"
        late_card.claim(self.till.tools, MANAGER, snapshot, shown.paper)
        self.session.read_member_again()
        return "claim"

    def bring_back(self) -> str:
        session, tools, chance = self.session, self.till.tools, self.chance
        reason = chance.choice(REASONS)
        if chance.random() < 0.15:
            returning.approval_without_receipt(tools)
            product = tools.catalogue.by_number(chance.choice(("100", "200", "902")))
            assert product is not None
            back = returning.without_receipt(tools, session.sale, [(product, 1000)], reason)
            session.take_return(session.preview(back).back)
            return "without receipt"
        if session.sale.is_empty and chance.random() < 0.5:
            _, back = returning.voided(tools, session.sale, "Max")
            session.take_return(back)
            return "void"
        number = chance.choice(self.receipts[-12:] or [""])
        sold = returning.find(tools, session.sale, number)
        picked = [
            (line.line_no, line.left_milli if chance.random() < 0.6 else min(1000, line.left_milli))
            for line in returning.lines_of(sold)
            if chance.random() < 0.6
        ]
        preview = session.preview(returning.planned(session.sale, sold, picked, reason))
        session.take_return(preview.back)
        return f"return {reason}"

    def finish(self) -> str:
        session = self.session
        figures = session.evaluated.figures
        if figures.due_minor or figures.payout_minor:
            kind = self.chance.choice((TenderKind.CASH, TenderKind.CARD))
            more = figures.due_minor + 137 if kind is TenderKind.CASH and figures.due_minor > 0 else None
            session.add_tender(kind, more)
        try:
            filed = session.finish()
        except Refused as refused:
            if refused.code == "points.changed":
                self.again()
            raise
        self.receipts.append(filed.completed.receipt_number)
        if filed.claim_code:
            self.papers.append(filed.claim_code)
        if filed.statement is not None:
            self.papers += [one.code for one in filed.statement.coupons if one.code]
        return "finish"

    def again(self) -> None:
        """Points that were gone are read anew: the sale can be paid, whatever is still due."""
        try:
            if self.session.evaluated.figures.due_minor > 0:
                self.session.add_tender(TenderKind.CARD)
            self.receipts.append(self.session.finish().completed.receipt_number)
        except Refused as refused:
            if refused.code == "points.changed":
                raise AssertionError("a sale that can never be paid") from refused

    def odd(self) -> str:
        """What happens once a day."""
        match self.chance.randrange(7):
            case 0:
                self.till.clock.at_ms += self.chance.choice((3_600_000, DAY_MS, 40 * DAY_MS))
                return "clock"
            case 1:
                self.session.undo()
                return "undo"
            case 2:
                return self.kill()
            case 3 if self.session.sale.tenders:
                self.session.take_back_tender(self.session.sale.tenders[0].tender_no)
                return "take money back"
            case 4:
                return self.other_cashier()
            case 5 if self.chance.random() < 0.3:
                self.session.cancel()
                return "cancel"
            case _:
                return self.late()

    def kill(self) -> str:
        """The process ends; whoever starts it again may have another program file."""
        kept, at_ms = self.session.sale, self.till.clock.at_ms
        self._opened.close()
        if self.chance.random() < 0.4:
            self._program = self.chance.randrange(len(PROGRAMS))
        self._open(at_ms)
        offered = recover.offered(self.till.tools.books)
        assert (offered and offered.sale) == (None if kept.is_empty else kept)
        if offered is not None:
            self.session.take_up(offered.sale)
        return "kill"

    def other_cashier(self) -> str:
        """The same member shops at another counter meanwhile: this sale knows old points."""
        member_id = self.session.sale.member_id
        other = CheckoutSession(self.till.tools, MANAGER)
        other.enter("200")
        if member_id is not None:
            other.scan(self.cards[self.members.index(member_id)])
        if other.evaluated.snapshot is not None and other.evaluated.snapshot.balance_points >= 20:
            other.choose_reward("five")
        if other.evaluated.figures.due_minor:
            other.add_tender(TenderKind.CASH)
        self.receipts.append(other.finish().completed.receipt_number)
        recover.keep(self.till.tools.books, self.session.sale, 0)
        return "other cashier"

    def late(self) -> str:
        """The card is shown after the sale."""
        session, tools = self.session, self.till.tools
        last, found, member = session.last, session.evaluated.found, session.evaluated.snapshot
        if last is None or found is None or member is None:
            return "nobody is late"
        shown = late_card.preview(tools, last, found, member)
        if shown is None:
            return "nothing for who is late"
        late_card.attach(tools, MANAGER, shown)
        session.read_member_again()
        return "late"

    def care(self) -> str:
        """What is done for members beside sales."""
        if not self.members:
            return "no members"
        tools, session, chance = self.till.tools, self.session, self.chance
        who = chance.choice(self.members)
        member = tools.members.snapshot(who, tools.clock.now_ms(), tools.program.questions)
        match chance.randrange(10):
            case 0:
                points = chance.choice((-30, 15, 3))
                member_care.adjust(tools, MANAGER, member, points, "sorry")
                name = "adjust"
            case 1:
                preview = member_care.merge_preview(tools, member, chance.choice(self.cards))
                member_care.merge(tools, member, preview)
                self.merged.append(who)
                name = "merge"
            case 2 | 3:
                winner = self.merged.pop() if self.merged else who
                member_care.undo_merge(tools, self.snapshot(winner))
                name = "unmerge"
            case 4:
                member_care.block(tools, who, chance.random() < 0.3)
                name = "block"
            case 5 if chance.random() < 0.15:
                member_care.erase(tools, who)
                name = "erase"
            case 6:
                activities.use_entitlement(tools, MANAGER, session.evaluated, "wrap")
                name = "entitlement"
            case _:
                given = activities.reward(tools, MANAGER, session.evaluated, "review")
                self.papers += [one.code for one in given.coupons if one.code]
                name = "activity"
        if session.sale.member_id is not None:
            session.read_member_again()
        return name

    def snapshot(self, member_id: MemberId) -> MemberSnapshot:
        """The member as the books have it now."""
        return self.till.tools.members.snapshot(member_id, self.till.clock.now_ms())

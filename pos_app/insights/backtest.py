"""Past sales run through a program, as if it had been in force."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum

import msgspec

from pos_app.insights.past import PastSale
from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.errors import Refused
from pos_app.kernel.ids import MemberId
from pos_app.kernel.limits import BACKTEST_REWARDS_PER_SALE
from pos_app.kernel.money import Rate
from pos_app.loyalty.accounts import POINTS, points_account
from pos_app.loyalty.basket import Basket
from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.ledger import EntryDraft, EntryKind
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.lifecycle.folding import apply
from pos_app.loyalty.lifecycle.tiers import has_thresholds
from pos_app.loyalty.matching import fits
from pos_app.loyalty.member import MemberSnapshot
from pos_app.loyalty.point_worth import point_worth, worth_minor
from pos_app.loyalty.quote import Quote
from pos_app.loyalty.quoting import quote
from pos_app.loyalty.redeeming import redeem
from pos_app.loyalty.settling import settle

MONTH_LENGTH = len("2026-01")


class Redeeming(StrEnum):
    """How members are taken to spend: never, or whenever a reward is usable, the one that gives most."""

    NEVER = "never"
    WHENEVER = "whenever"


class RuleFigures(msgspec.Struct):
    """What one rule did: `sales` it touched, `points` it gave or (a reward) took, `given_minor` money it took off."""

    sales: int = 0
    points: int = 0
    given_minor: int = 0


class MonthFigures(msgspec.Struct):
    """One month of the shop's calendar."""

    turnover_minor: int = 0
    given_minor: int = 0
    issued: int = 0
    spent: int = 0


class MemberFigures(msgspec.Struct):
    """What one member got: money off, and points still open at the end."""

    given_minor: int = 0
    open_points: int = 0


class Backtest(msgspec.Struct):
    """What a program would have done, in minor units and point units.

    `turnover_minor` is before anything the program gives. `issued`, `spent`, `expired` are gross. `liability_minor` is
    what the open points would buy at the best rate. `cost_minor` = `given_minor` + the growth of the liability.
    """

    name: str
    program_hash: str
    sales: int = 0
    member_sales: int = 0
    turnover_minor: int = 0
    given_minor: int = 0
    issued: int = 0
    spent: int = 0
    expired: int = 0
    open_points: int = 0
    liability_minor: int = 0
    worth: Rate = Rate(0)
    """Minor units that one point unit buys at the best rate: what the liability was reckoned with."""
    rules: dict[str, RuleFigures] = msgspec.field(default_factory=lambda: defaultdict(RuleFigures))
    months: dict[str, MonthFigures] = msgspec.field(default_factory=lambda: defaultdict(MonthFigures))
    members: dict[MemberId, MemberFigures] = msgspec.field(default_factory=lambda: defaultdict(MemberFigures))

    @property
    def cost_minor(self) -> int:
        """Money given away, and owed."""
        return self.given_minor + self.liability_minor


class Backtester:
    """Takes one past sale after the other, in time order."""

    def __init__(self, compiled: CompiledProgram, redeeming: Redeeming) -> None:
        self._compiled = compiled
        self._redeeming = redeeming
        self._members: dict[MemberId, MemberSnapshot] = {}
        self._bought: dict[tuple[MemberId, str], int] = {}
        """(Member, question) -> when something that answers it with yes was last bought."""
        self._cheapest = min(
            (reward.cost_points or 1 for reward in compiled.program.rewards if reward.account == POINTS),
            default=0,
        )
        self.result = Backtest(compiled.program.name, compiled.program_hash)

    def take(self, sale: PastSale) -> None:
        """Ring the sale up under the program."""
        result, month = self.result, self.result.months[sale.basket.date[:MONTH_LENGTH]]
        turnover = sum(line.amount_minor for line in sale.basket.lines)
        result.sales += 1
        result.turnover_minor += turnover
        month.turnover_minor += turnover
        if sale.member_id is None:
            self._count(quote(self._compiled, None, sale.basket, offers=False), month)
            return
        result.member_sales += 1
        member = self._member(sale.member_id, sale)
        basket, answer = self._with_rewards(member, sale.basket)
        given = self._count(answer, month)
        settlement = settle(self._compiled, member, basket, answer, sale.event_id, "")
        self._count_entries(settlement.entries, month)
        after = apply(member, settlement.entries, sale.basket.at_ms)
        self._members[sale.member_id] = msgspec.structs.replace(after, visits=member.visits + 1)
        self._remember(sale.member_id, sale.basket)
        result.members[sale.member_id].given_minor += given

    def finish(self, at_ms: int) -> Backtest:
        """Return the result with what is open at `at_ms`."""
        result = self.result
        for member_id, member in self._members.items():
            now = up_to_date(self._compiled, member, at_ms)
            open_points = max(0, now.balance_points)
            result.members[member_id].open_points = open_points
            result.open_points += open_points
        result.worth = point_worth(self._compiled.program)
        result.liability_minor = worth_minor(self._compiled.program, result.open_points)
        return result

    def _member(self, member_id: MemberId, sale: PastSale) -> MemberSnapshot:
        known = self._members.get(member_id)
        at_ms = sale.basket.at_ms
        if known is not None:
            return msgspec.structs.replace(known, as_of_ms=at_ms, bought=self._answers(member_id, at_ms))
        program = self._compiled.program
        known_tier = sale.tier in self._compiled.tier_by_id
        tier = sale.tier if known_tier and not has_thresholds(program) else program.entry_tier
        return MemberSnapshot(
            member_id, points_account(member_id), tier, (), at_ms, joined_at_ms=at_ms, tier_since_ms=at_ms
        )

    def _answers(self, member_id: MemberId, at_ms: int) -> tuple[str, ...]:
        questions, bought = self._compiled.questions, self._bought
        return tuple(
            key
            for key, question in questions.items()
            if (last := bought.get((member_id, key))) is not None
            and (not question.days or last >= at_ms - question.days * DAY_MS)
        )

    def _remember(self, member_id: MemberId, basket: Basket) -> None:
        for key, question in self._compiled.questions.items():
            if any(fits(question.selector, line) for line in basket.lines):
                self._bought[member_id, key] = basket.at_ms

    def _with_rewards(self, member: MemberSnapshot, basket: Basket) -> tuple[Basket, Quote]:
        compiled = self._compiled
        if self._redeeming is Redeeming.NEVER or member.balance_points < self._cheapest or not self._cheapest:
            return basket, quote(compiled, member, basket, offers=False)
        answer = quote(compiled, member, basket)
        for _ in range(BACKTEST_REWARDS_PER_SALE):
            usable = [one for one in answer.rewards if one.usable and one.worth_minor > 0]
            if not usable:
                break
            best = max(usable, key=lambda one: (one.worth_minor, one.reward_id))
            try:
                plan = redeem(compiled, member, basket, best.reward_id)
            except Refused:
                break
            basket, answer = msgspec.structs.replace(basket, chosen=plan.all_chosen), plan.quote
        return basket, answer

    def _count(self, answer: Quote, month: MonthFigures) -> int:
        rules, touched = self.result.rules, set()
        given = 0
        taken = [(one.reward_id, one.amount_minor) for one in answer.changes]
        taken += [(one.price_id, one.amount_minor) for one in answer.prices]
        for source, amount_minor in taken:
            rules[source].given_minor -= amount_minor
            given -= amount_minor
            touched.add(source)
        for tender in answer.tenders:
            rules[tender.reward_id].given_minor += tender.amount_minor
            given += tender.amount_minor
            touched.add(tender.reward_id)
        for item in answer.earned:
            rules[item.rule_id].points += item.points
            touched.add(item.rule_id)
        for spent in answer.spent:
            rules[spent.reward_id].points -= spent.points
            touched.add(spent.reward_id)
        for source in touched:
            rules[source].sales += 1
        self.result.given_minor += given
        month.given_minor += given
        return given

    def _count_entries(self, entries: tuple[EntryDraft, ...], month: MonthFigures) -> None:
        result = self.result
        for entry in entries:
            if entry.key != POINTS:
                continue
            if entry.kind in (EntryKind.EARN, EntryKind.MATURE):
                result.issued += entry.points
                month.issued += entry.points
            elif entry.kind is EntryKind.REDEEM:
                result.spent -= entry.points
                month.spent -= entry.points
            elif entry.kind is EntryKind.EXPIRE:
                result.expired -= entry.points

"""What a played step answers, in the words of people: money as text, sentences instead of codes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pos_app.checkout.evaluation import Evaluated
from pos_app.kernel.clock import local_time
from pos_app.kernel.ids import MemberId
from pos_app.kernel.messages import Message, Translate
from pos_app.kernel.quantity import quantity_text
from pos_app.loyalty.accounts import PENDING, POINTS, QUALIFYING
from pos_app.loyalty.ledger import EntryDraft
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.lots import good_lots
from pos_app.loyalty.point_display import shown_decimals, shown_points
from pos_app.loyalty.quote import PaperCoupon, Quote
from pos_app.loyalty.reasons import rate_text
from pos_app.loyalty.why import say, why_points
from pos_app.retail.sale import SaleLine
from pos_app.scenarios import ids
from pos_app.scenarios.answer import Answer
from pos_app.scenarios.play import Play, Played
from pos_app.scenarios.playing import steps
from pos_app.scenarios.scenario import KeepStep

_STAMPS = "stamps:"


class Teller:
    """Turns figures of one scenario into an answer."""

    def __init__(self, play: Play, translate: Translate) -> None:
        self._play = play
        self._say = translate
        self._digits = play.scenario.shop.currency.digits
        self._names = {ids.member_id(each.person_id): each.person_id for each in play.scenario.people}

    def answer(self, played: Played) -> Answer:
        """Return everything there is to say about a step, and how things stand after it."""
        step = played.step
        answer: Answer = {
            "step": step.name,
            "do": type(step).__name__.removesuffix("Step").lower(),
            "at": self._time(played.at_ms),
            "done": not played.refusals
            if played.rung is None
            else (played.rung.filed is not None or isinstance(step, KeepStep)),
            "refusals": [
                {"what": each.what, **self._message(each.error.message)} for each in played.refusals
            ],
        }
        if played.rung is not None:
            answer |= self._sale(played.rung.evaluated)
        answer["preview"] = [self._message(each) for each in played.preview]
        answer["coupons"] = [self._coupon(each) for each in played.coupons]
        answer["entries"] = [self._entry(each) for each in played.entries]
        members = self._play.world.members
        about = ids.member_id(step.member) if step.member else self._only()
        if about in members:
            answer["member"] = self._name(about)
            answer |= self._state(about)
        answer["members"] = {self._name(each): self._state(each) for each in members}
        return answer

    def _only(self) -> MemberId | None:
        """The only member there is: most scenarios have one."""
        members = list(self._play.world.members)
        return members[0] if len(members) == 1 else None

    def _sale(self, evaluated: Evaluated) -> Answer:
        quote = evaluated.quote
        return {
            **self._totals(evaluated),
            "lines": self._lines(evaluated),
            **self._earned(evaluated),
            **self._spent(quote),
            **self._offers(evaluated),
            "nudges": [self._message(each) for each in quote.nudges],
            "bound_hit": quote.bound_hit,
        }

    def _totals(self, evaluated: Evaluated) -> Answer:
        figures = evaluated.figures
        return {
            "total": self._money(figures.total_minor),
            "goods": self._money(figures.goods_minor),
            "saved": self._money(figures.saved_minor),
            "due": self._money(figures.due_minor),
            "change": self._money(figures.change_minor),
            "refund": self._money(figures.refund_minor),
            "tax": [
                {
                    "class": each.tax_class,
                    "rate": rate_text(each.rate),
                    "net": self._money(each.net_minor),
                    "tax": self._money(each.tax_minor),
                    "gross": self._money(each.gross_minor),
                }
                for each in figures.taxes
            ],
            "tenders": [
                {"kind": each.kind.value, "amount": self._money(each.given_minor)}
                for each in evaluated.tenders
            ],
        }

    def _lines(self, evaluated: Evaluated) -> list[Answer]:
        figures, lines = evaluated.figures, _lines_of(evaluated)
        return [
            {
                "line": each.line_no,
                "product": lines[each.line_no].product.number,
                "quantity": _quantity(lines[each.line_no]),
                "before": self._money(each.extended_minor),
                "amount": self._money(each.amount_minor),
                "points": self._points(each.points),
                "adjustments": [
                    {
                        "by": one.source,
                        "amount": self._money(one.amount_minor),
                        "why": say(one.reason, self._say),
                    }
                    for one in each.adjustments
                ],
            }
            for each in figures.lines
        ]

    def _earned(self, evaluated: Evaluated) -> Answer:
        quote, lines = evaluated.quote, _lines_of(evaluated)
        return {
            "earned": self._points(quote.earn_points),
            "earned_by": [
                {
                    "rule": each.rule_id,
                    "line": each.line_no,
                    "points": self._points(each.points),
                    "why": say(each.reason, self._say),
                }
                for each in quote.earned
            ],
            "why": why_points(quote, self._say),
            "left_out": [
                {"product": lines[each.line_no].product.number, "why": say(each.reason, self._say)}
                for each in quote.left_out
            ],
        }

    def _spent(self, quote: Quote) -> Answer:
        return {
            "spent": self._points(quote.spent_points),
            "spent_on": [
                {
                    "reward": each.reward_id,
                    "times": each.times,
                    "points": self._units(each.account, each.points),
                    "amount": self._money(each.amount_minor),
                    "account": each.account,
                    "why": say(each.reason, self._say),
                }
                for each in quote.spent
            ],
            "stamped": [
                {
                    "card": each.account.removeprefix(_STAMPS),
                    "points": each.points,
                    "rule": each.rule_id,
                    "why": say(each.reason, self._say),
                }
                for each in quote.stamps
            ],
        }

    def _offers(self, evaluated: Evaluated) -> Answer:
        quote, lines = evaluated.quote, _lines_of(evaluated)
        return {
            "prices": [
                {
                    "product": lines[each.line_no].product.number,
                    "price": each.price_id,
                    "amount": self._money(each.amount_minor),
                    "why": say(each.reason, self._say),
                }
                for each in quote.prices
            ],
            "rewards": [
                {
                    "reward": each.reward_id,
                    "usable": each.usable,
                    "cost": self._units(each.account, each.cost_points),
                    "worth": self._money(each.worth_minor),
                    "used": each.used,
                    "left": each.left,
                    **({} if each.why_not is None else self._message(each.why_not)),
                }
                for each in quote.rewards
            ],
        }

    def _state(self, member_id: MemberId) -> Answer:
        """How a member stands: what can be spent, what waits, what is owed."""
        world = self._play.world
        snapshot = up_to_date(world.program, world.snapshot(member_id), world.now_ms)
        lots = good_lots(world.program, snapshot, world.now_ms)
        accounts = {each.key: each for each in snapshot.accounts}
        stamps = {key: each for key, each in accounts.items() if key.startswith(_STAMPS)}
        balance = sum(each.lot.open_points for each in lots) - snapshot.debt_points
        return {
            "balance": self._points(balance),
            "shown": self._shown(balance),
            "pending": self._points(snapshot.account(PENDING).balance_points),
            "debt": self._points(snapshot.debt_points),
            "lots": [
                {
                    "points": self._points(each.lot.open_points),
                    "of": self._points(each.lot.earned_points),
                    "ends": None if each.expires_at_ms is None else self._day(each.expires_at_ms),
                }
                for each in lots
            ],
            "stamps": {key.removeprefix(_STAMPS): each.balance_points for key, each in stamps.items()},
            "tier": snapshot.tier,
            "qualifying": snapshot.account(QUALIFYING).balance_points,
            "accounts": {
                key: each.balance_points
                for key, each in sorted(accounts.items())
                if not key.startswith(_STAMPS) and key not in (PENDING, QUALIFYING)
            },
        }

    def _entry(self, entry: EntryDraft) -> Answer:
        owner = self._play.world.owner_of(entry)
        return {
            "kind": entry.kind.value,
            "points": self._units(entry.key, entry.points),
            "account": entry.key,
            "rule": entry.rule,
            "member": "" if owner is None else self._name(owner),
            "why": say(entry.reason, self._say),
        }

    def _coupon(self, coupon: PaperCoupon) -> Answer:
        return {
            "coupon": coupon.rule_id,
            "name": coupon.name,
            "from": self._day(coupon.starts_at_ms),
            "until": self._day(coupon.expires_at_ms),
        }

    def _message(self, message: Message) -> Answer:
        return {"code": message.code, "sentence": say(message, self._say)}

    def _name(self, member_id: MemberId) -> str:
        if member_id not in self._names:
            self._names |= {ids.member_id(each): each for each in self._play.newcomers}
        return self._names[member_id]

    def _units(self, account: str, points: int) -> int | str:
        return self._points(points) if account in (POINTS, PENDING) else points

    def _points(self, points: int) -> int | str:
        decimals = self._play.world.program.program.decimals
        return points if not decimals else str(Decimal(points).scaleb(-decimals))

    def _shown(self, points: int) -> int | str:
        """Points as screen and paper show them."""
        program = self._play.world.program.program
        decimals = shown_decimals(program.decimals, program.display)
        shown = shown_points(points, program.decimals, program.display)
        return shown if not decimals else str(Decimal(shown).scaleb(-decimals))

    def _money(self, amount_minor: int) -> str:
        return str(Decimal(amount_minor).scaleb(-self._digits))

    def _time(self, at_ms: int) -> str:
        return local_time(at_ms, self._play.world.zone).strftime("%Y-%m-%d %H:%M")

    def _day(self, at_ms: int) -> str:
        return local_time(at_ms, self._play.world.zone).date().isoformat()


def answers(play: Play, translate: Translate) -> Iterable[tuple[Played, Answer]]:
    """Play a scenario; yield each step with its answer."""
    teller = Teller(play, translate)
    for played in steps(play):
        yield played, teller.answer(played)


def _lines_of(evaluated: Evaluated) -> dict[int, SaleLine]:
    return {line.line_no: line for line in evaluated.sale.lines}


def _quantity(line: SaleLine) -> Any:
    return quantity_text(line.quantity_milli, line.product.unit)

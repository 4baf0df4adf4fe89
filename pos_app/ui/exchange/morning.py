"""The first manager of a day is told what the server found since. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos_app.kernel.clock import local_time
from pos_app.kernel.errors import PosError
from pos_app.kernel.exchange_limits import REPORT_DAYS_MAX
from pos_app.kernel.messages import Message
from pos_app.loyalty.point_worth import worth_minor
from pos_app.loyalty.program import Program
from pos_app.loyalty.spans import start_of_day
from pos_app.ports.exchange_book import Reported
from pos_app.ports.staff import Role
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.network import Network
from pos_app.ui.exchange.ways import Ways
from pos_app.wire.reporting import OverdrawnSum, ReportReply

OFFLINE = "risk_offline"
SHOW = "show_report"
_CAUSES = {"refund_of_spent", "duplicate_refund", "merge", "late_capture"}


class Morning:
    """Asks once a day, as soon as a manager is signed on and the server is there; the answer stays until the next."""

    def __init__(self, desk: Desk, network: Network, ways: Ways) -> None:
        self._desk, self._network, self._ways = desk, network, ways
        self._is_asking = False
        self._untold: Message | None = None
        self.reply: ReportReply | None = None
        self.span: Reported | None = None
        self.on_told: Callable[[], None] = lambda: None

    def look(self) -> None:
        """Somebody signed on, or the exchange has news."""
        if self._desk.session.cashier.role is not Role.MANAGER:
            return
        self._tell()
        if self._is_asking or not self._network.is_connected:
            return
        last = self._ways.book.reported()
        today = self._day(0)
        if last is None or last.until_ms < today:
            since = last.until_ms + 1 if last is not None else self._day(1)
            self._ask(Reported(max(since, self._day(REPORT_DAYS_MAX)), self._now_ms()), is_new=True)
        elif self.reply is None:
            self._ask(last, is_new=False)

    def _ask(self, span: Reported, *, is_new: bool) -> None:
        self._is_asking = True

        def ask() -> ReportReply | None:
            try:
                reply = self._ways.report(span.from_ms, span.until_ms)
                if is_new:
                    self._ways.book.keep_reported(span)
            except PosError:
                return None
            return reply

        self._network.ask(ask, lambda reply: self._answered(reply, span, is_new))

    def _answered(self, reply: ReportReply | None, span: Reported, is_new: bool) -> None:
        self._is_asking = False
        if reply is None:
            return
        self.reply, self.span = reply, span
        if is_new:
            self._untold = headline(reply, self._desk.session.tools.program.program, span.from_ms)
            self._tell()
        self.on_told()

    def _tell(self) -> None:
        """Put the notice where nothing else is being said."""
        if self._untold is None or self._desk.notice is not None:
            return
        said, self._untold = self._untold, None
        self._desk.put_notice(self._desk.question(said.code, SHOW, "dismiss", **said.params), 0)
        self._desk.refresh()

    def _now_ms(self) -> int:
        return self._desk.clock.now_ms()

    def _day(self, ago: int) -> int:
        """Return when today, or a day before it, began (ms UTC)."""
        zone = self._desk.session.tools.zone
        return start_of_day(local_time(self._now_ms(), zone).date() - timedelta(days=ago), zone)


def headline(reply: ReportReply, program: Program, since_ms: int) -> Message | None:
    """Return the one sentence for the notice, None when there is nothing to look at."""
    offline = next((each for each in reply.overdrawn if each.cause == OFFLINE), None)
    if offline is not None:
        params = {
            "since_ms": since_ms,
            "members": offline.members,
            "worth_minor": worth_minor(program, offline.points),
        }
        return Message("notice.morning_offline", dict(params))
    things = len(lines(reply, program))
    return Message("notice.morning_other", {"since_ms": since_ms, "count": things}) if things else None


def lines(reply: ReportReply, program: Program) -> tuple[tuple[Message, int], ...]:
    """Return every finding as a sentence with what it is worth (minor units, 0 = no worth of its own)."""
    found = [
        _overdrawn(each, program) for each in sorted(reply.overdrawn, key=lambda one: one.cause != OFFLINE)
    ]
    counts = (
        ("ui.exchange.late_captures", reply.late_captures),
        ("ui.exchange.back_twice", reply.lines_back_twice),
        ("ui.exchange.papers_twice", reply.papers_twice),
        ("ui.exchange.kept_facts", reply.kept_facts),
    )
    return (*found, *((Message(code, {"count": count}), 0) for code, count in counts if count))


def _overdrawn(each: OverdrawnSum, program: Program) -> tuple[Message, int]:
    cause = each.cause if each.cause in _CAUSES or each.cause == OFFLINE else "other"
    params = {"members": each.members, "debt_points": each.points}
    return Message(f"ui.exchange.overdrawn.{cause}", dict(params)), worth_minor(program, each.points)

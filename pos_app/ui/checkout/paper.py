"""What becomes of receipts, told at the counter. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout.printing import PrintNews, ReceiptPrinting
from pos_app.kernel.errors import PosError
from pos_app.kernel.ids import MemberId
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.printing import Health, JobState, PrinterState, PrintResult
from pos_app.ports.sounds import Sound
from pos_app.receipts.paper_blocks import coupon_paper
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.tone import Tone

_PRINTED = frozenset({JobState.CONFIRMED, JobState.SENT})


class Paper:
    """Implements `checkout.printing.PrintListener`; what goes wrong with paper never stands in a sale's way."""

    def __init__(self, desk: Desk, on_bug: Callable[[Exception], None]) -> None:
        self._desk = desk
        self._on_bug = on_bug
        self.under_way = 0
        """Receipts that the printer was given and has not answered for."""
        self.printing: ReceiptPrinting | None = None
        """Set right after both are made: each needs the other."""

    def on_print_news(self, news: PrintNews) -> None:
        """Something was printed, or not."""
        desk = self._desk
        before = len(desk.offered)
        desk.offered = news.offered
        if news.result is not None and news.job is not None:
            self.under_way = max(0, self.under_way - 1)
            if news.result.state in _PRINTED:
                desk.printer = (desk.translate("printer.strip.ready"), Tone.GOOD)
                desk.tell("notice.printed", number=news.job.receipt_number)
            else:
                desk.printer = (desk.translate("printer.strip.trouble"), Tone.BAD)
        if len(news.offered) > before:
            desk.play(Sound.REFUSED)
        desk.refresh()

    def on_drawer_result(self, result: PrintResult) -> None:
        """The drawer was pulsed, or not."""
        if result.state not in _PRINTED:
            self._desk.tell("notice.drawer")
            self._desk.refresh()

    def on_print_error(self, error: Exception) -> None:
        """Storage or printer could not be used: say so; anything else is a bug."""
        if isinstance(error, PosError):
            self._desk.refuse(error)
            self._desk.refresh()
        else:
            self._on_bug(error)

    def on_printer_state(self, state: PrinterState) -> None:
        """The printer was asked how it is."""
        desk = self._desk
        tone = {Health.READY: Tone.GOOD, Health.UNKNOWN: Tone.NEUTRAL}.get(state.health, Tone.BAD)
        name = "paper_low" if state.health is Health.READY and state.paper_low else state.health.value
        tone = Tone.WARN if name == "paper_low" else tone
        desk.printer = (desk.translate(f"printer.strip.{name}"), tone)
        desk.refresh()

    def sale_filed(self, with_cash: bool) -> None:
        """Open the drawer if cash changed hands, then print what is queued."""
        if self.printing is None:
            return
        if with_cash:
            self.printing.open_drawer()
        self.under_way += 1
        self.printing.wake()

    def reprint_last(self) -> None:
        """Print a copy of the last receipt."""
        last = self._desk.session.last
        if self.printing is None or last is None:
            return
        self.under_way += 1
        self.printing.reprint(last.completed.receipt_number)
        self._desk.tell("notice.reprint", number=last.completed.receipt_number)
        self._desk.refresh()

    def print_coupons(self, coupons: tuple[PaperCoupon, ...]) -> None:
        """Print coupons that the member on the sale was given without a sale; those that do not come out are owed and
        come with the next receipt, whatever happens to this till meanwhile.
        """
        desk = self._desk
        member_id = desk.session.sale.member_id
        if not coupons or member_id is None:
            return
        if self.printing is None:
            self._postpone(member_id, coupons)
            return
        paper = coupon_paper(coupons, desk.session.tools.shop, desk.translate)

        def done(result: PrintResult) -> None:
            if result.state not in _PRINTED:
                self._postpone(member_id, coupons)

        self.printing.print_paper(paper, done)

    def _postpone(self, member_id: MemberId, coupons: tuple[PaperCoupon, ...]) -> None:
        desk = self._desk
        if desk.tried(lambda: desk.session.postpone_coupons(member_id, coupons)):
            desk.say("notice.coupons_later", Tone.WARN)
            desk.play(Sound.REFUSED)
        desk.refresh()

    def again(self) -> None:
        """Print the offered receipt: as a copy if it may have come out."""
        if self.printing is not None and self._desk.offered:
            self.under_way += 1
            self.printing.again(self._desk.offered[0].job_id)

    def drop(self) -> None:
        """Forget the offered receipt."""
        if self.printing is not None and self._desk.offered:
            self.printing.drop(self._desk.offered[0].job_id)

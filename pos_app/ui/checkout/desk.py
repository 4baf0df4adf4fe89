"""What the checkout screen remembers besides the sale itself. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.typed import Understood
from pos_app.kernel.clock import Clock
from pos_app.kernel.errors import PosError
from pos_app.kernel.limits import CARD_CONFIRM_MS, MESSAGE_SHOWN_MS
from pos_app.kernel.messages import Message, Parameter, Translate
from pos_app.ports.printing import JobState, QueuedJob
from pos_app.ports.sounds import Sound, Sounds
from pos_app.retail.product import Product
from pos_app.retail.tender import TenderKind
from pos_app.ui.checkout.showing_lines import Rows
from pos_app.ui.checkout.state import LastItem, LineRow, Mode, Notice, State
from pos_app.ui.formatting import Formats
from pos_app.ui.tone import Tone

STANDING = ("card", "retry", "late", "claim", "draft", "enrol")
"""Questions that stay until they are answered, the most urgent first."""


class View(Protocol):
    """What the presenters need of the screen."""

    def show_state(self, state: State) -> None:
        """Show it."""
        ...

    def set_entry(self, text: str) -> None:
        """Put a text into the entry field."""
        ...

    def clear_entry(self) -> None:
        """Empty the entry field."""
        ...

    def focus_entry(self) -> None:
        """Give the entry field the focus."""
        ...


class Desk:
    """The session, the view and everything on screen that is not part of the sale."""

    def __init__(
        self,
        session: CheckoutSession,
        view: View,
        formats: Formats,
        clock: Clock,
        sounds: Sounds,
        state_of: Callable[[Desk], State],
        quick_keys: tuple[Product, ...] = (),
    ) -> None:
        """Start with an empty desk; `state_of` turns it into what the screen shows."""
        self.session, self.view, self.formats, self.clock = session, view, formats, clock
        self.translate: Translate = formats.translate
        self.quick_keys = quick_keys
        self.sounds_on = True
        self.mode = Mode.SELLING
        self.woken_ms: int | None = None
        """When a finished sale left the screen last."""
        self.selected = 0
        self.entry = ""
        self.understood = Understood()
        self.search_at = 0
        self.hint: Message | None = None
        self.card_pending_minor: int | None = None
        self.card_pending_kind = TenderKind.CARD
        self.price_check = False
        self.last_item = LastItem()
        self.last_change_minor: int | None = None
        self.offered: tuple[QueuedJob, ...] = ()
        self.printer: tuple[str, Tone] = ("", Tone.NEUTRAL)
        self.exchange: tuple[str, Tone] = ("", Tone.NEUTRAL)
        """How the till stands to its server."""
        self.rows = Rows(formats)
        self.rows_shown: tuple[object, int, tuple[LineRow, ...]] = (None, 0, ())
        self.standing: dict[str, Notice] = {}
        self.message = ""
        self._sounds, self._state_of = sounds, state_of
        self._notice: Notice | None = None
        self._notice_until_ms = 0
        self._message_until_ms = 0
        self.asked: tuple[str, int] = ("", 0)
        """The question that is open, with the time it was put."""
        self.on_refresh: Callable[[], None] = lambda: None
        """Looks at what has changed, before it is shown."""
        self.on_tick: Callable[[], None] = lambda: None

    def sit_down(self, session: CheckoutSession) -> None:
        """Another cashier takes over: nothing of the one before stays on the screen."""
        self.session = session
        self.mode, self.selected, self.last_item = Mode.SELLING, 0, LastItem()
        self.card_pending_minor, self.price_check, self.last_change_minor = None, False, None
        self.standing.clear()
        self.message = ""
        self.settle()
        self.take_entry()

    def refresh(self) -> None:
        """Show everything as it is now."""
        self.on_refresh()
        self.view.show_state(self._state_of(self))

    def tick(self) -> None:
        """Let messages that were read go, and the clock move on."""
        now = self.clock.mono_ms()
        if self._notice is not None and self._notice_until_ms and now >= self._notice_until_ms:
            self._notice = None
        if self.message and now >= self._message_until_ms:
            self.message = ""
        self.on_tick()
        self.refresh()

    @property
    def notice(self) -> Notice | None:
        """The one notice to show: what was just said, else the most urgent question."""
        if self._notice is not None:
            return self._notice
        for name in STANDING:
            if name in self.standing:
                return self.standing[name]
        return self._print_notice()

    def _print_notice(self) -> Notice | None:
        """Return the question about the oldest receipt that did not come out, or may not have."""
        if not self.offered:
            return None
        job = self.offered[0]
        reason = self.translate(job.reason) if job.reason else ""
        said = self.translate("print.offered", number=job.receipt_number, reason=reason)
        if len(self.offered) > 1:
            said = f"{said} {self.translate('print.offered_more', count=len(self.offered) - 1)}"
        action = "copy_print" if job.state is JobState.UNKNOWN else "retry_print"
        answers = self.translate(f"ui.action.{action}"), self.translate("ui.action.drop_print")
        return Notice(said, Tone.WARN, action, answers[0], "drop_print", answers[1])

    def say(self, code: str, tone: Tone = Tone.INFO, /, **params: Parameter) -> None:
        """Say something for a while."""
        self.put_notice(Notice(self.translate(code, **params), tone))

    def tell(self, code: str, /, **params: Parameter) -> None:
        """Say something unimportant in the strip at the bottom."""
        self.message = self.translate(code, **params)
        self._message_until_ms = self.clock.mono_ms() + MESSAGE_SHOWN_MS

    def put_notice(self, notice: Notice, shown_ms: int = MESSAGE_SHOWN_MS) -> None:
        """Show a notice; 0 leaves it until something else happens."""
        self._notice = notice
        self._notice_until_ms = self.clock.mono_ms() + shown_ms if shown_ms else 0

    def ask(self, code: str, action: str, second: str = "dismiss", /, **params: Parameter) -> None:
        """Ask something that any other action answers with no."""
        self.put_notice(self.question(code, action, second, **params), 0)
        self.mark_asked(action)

    def question(
        self, code: str, action: str, second: str = "", tone: Tone = Tone.WARN, /, **params: Parameter
    ) -> Notice:
        """Return a notice with one or two answers, labelled by the texts `ui.action.*`."""
        return Notice(
            self.translate(code, **params),
            tone,
            action,
            self.translate(f"ui.action.{action}"),
            second,
            self.translate(f"ui.action.{second}") if second else "",
        )

    def is_answer(self, action: str) -> bool:
        """True when the same key is pressed again as an answer to what it asked, and not as a double tap."""
        asked, since = self.asked
        return asked == action and self.clock.mono_ms() - since >= CARD_CONFIRM_MS

    def mark_asked(self, action: str) -> None:
        """Remember when a question was put first; putting it again answers nothing."""
        if self.asked[0] != action:
            self.asked = (action, self.clock.mono_ms())

    def settle(self) -> None:
        """Drop what was said or asked in passing: something else happened. To go on with a kept sale is to keep it."""
        self._notice = None
        if (draft := self.standing.get("draft")) is not None and draft.action == "resume_draft":
            del self.standing["draft"]
        if self.card_pending_minor is None:
            self.asked = ("", 0)

    def refuse(self, error: PosError) -> None:
        """Say why not, aloud."""
        self.put_notice(Notice(self.formats.say(error.message), Tone.BAD))
        self.play(Sound.REFUSED)

    def tried(self, work: Callable[[], object]) -> bool:
        """Do something that may be refused; False when it was, and then that has been said."""
        self.settle()
        try:
            work()
        except PosError as error:
            self.refuse(error)
            return False
        return True

    def tell_dropped(self) -> None:
        """Say which rewards no longer fit after the last change."""
        if self.session.refund_changed:
            refund = self.session.evaluated.figures.refund_minor
            self.say("notice.return_changed", Tone.WARN, refund_minor=refund)
        dropped = self.session.dropped
        if not dropped:
            return
        (chosen, why), program = dropped[0], self.session.tools.program.program
        paper = next((rule.name for rule in program.coupons if rule.coupon_id == chosen), "")
        code = "notice.coupon_dropped" if paper else "notice.reward_dropped"
        self.say(code, Tone.WARN, reason=self.formats.say(why), **({"coupon": paper} if paper else {}))

    def play(self, sound: Sound) -> None:
        """Sound, unless it is switched off."""
        if self.sounds_on:
            self._sounds.play(sound)

    def take_entry(self) -> None:
        """Empty the entry field with what was understood of it."""
        self.entry, self.understood, self.search_at = "", Understood(), 0
        self.hint = None
        self.view.clear_entry()

    def wake_up(self) -> None:
        """Leave the finished sale behind: the next one has begun."""
        if self.mode is Mode.DONE:
            self.mode = Mode.SELLING
            self.last_item = LastItem()
            self.woken_ms = self.clock.mono_ms()

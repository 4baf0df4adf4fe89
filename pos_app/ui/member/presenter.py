"""The member pane: pages to read, things to do. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.checkout import activities
from pos_app.checkout.evaluation import Evaluated
from pos_app.checkout.session import CheckoutSession
from pos_app.checkout.tools import Tools
from pos_app.kernel.errors import PosError
from pos_app.kernel.messages import Parameter
from pos_app.loyalty.lifecycle.due import up_to_date
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.staff import Cashier
from pos_app.ui import explaining
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.showing_member import badge_of
from pos_app.ui.member import account, offers
from pos_app.ui.member.care import Care
from pos_app.ui.member.history import HISTORY_SHOWN, history_section
from pos_app.ui.member.state import Form, MemberPaneState, Section, Tab
from pos_app.ui.tone import Tone

UseReward = Callable[[str, Callable[[PosError | None], None]], None]
"""Uses a reward, now or a moment later; what it is given hears why not."""
TABS = ("account", "rewards", "activities", "history", "care")


class View(Protocol):
    """What the presenter needs of the pane."""

    def show_state(self, state: MemberPaneState) -> None:
        """Show it."""
        ...


class MemberPresenter:
    """What the member on the sale has, with what can be done about it; every intent ends with a new state.

    `on_gone` is called when nobody is on the sale any more.
    """

    def __init__(self, desk: Desk, view: View) -> None:
        """Stand beside the desk: whoever signs on there is who this pane works for."""
        self._desk, self._view, self.formats = desk, view, desk.formats
        self._tab = TABS[0]
        self._message: tuple[str, Tone] = ("", Tone.NEUTRAL)
        self.form: Form | None = None
        self.care = Care(self)
        self.use_reward: UseReward = self._use_at_once
        self.on_gone: Callable[[], None] = _nothing
        self.on_coupons: Callable[[tuple[PaperCoupon, ...]], None] = lambda coupons: None

    @property
    def session(self) -> CheckoutSession:
        """The cashier's session."""
        return self._desk.session

    def open(self, tab: str = TABS[0]) -> None:
        """Show a page of the member on the sale."""
        self._tab, self._message, self.form = tab, ("", Tone.NEUTRAL), None
        self.care.forget()
        self.show()

    def choose_tab(self, tab: str) -> None:
        """Another page."""
        self.open(tab)

    def press(self, action: str) -> None:
        """A button of a row or of the question was pressed."""
        self._message = ("", Tone.NEUTRAL)
        session = self.session
        kind, _, rest = action.partition(":")
        match f"{kind}:":
            case offers.USE:
                self.use_reward(rest, self._told_used)
            case offers.DROP:
                self.tried(lambda: session.drop_reward(rest), "ui.member.reward_dropped")
            case offers.ENTITLEMENT:
                self._granted(lambda: activities.use_entitlement(*self._at_counter, rest))
            case offers.ACTIVITY:
                self._granted(lambda: activities.reward(*self._at_counter, rest))
            case _:
                self.care.press(action)
        self.changed()

    def _use_at_once(self, reward_id: str, told: Callable[[PosError | None], None]) -> None:
        try:
            self.session.choose_reward(reward_id)
        except PosError as error:
            told(error)
        else:
            told(None)

    def _told_used(self, error: PosError | None) -> None:
        """The reward is used, or it is not; by now somebody else may be on the sale, or the pane closed."""

        def used() -> None:
            if error is not None:
                raise error

        self.tried(used, "ui.member.reward_used")
        if self.session.evaluated.found is not None:
            self.changed()

    @property
    def _at_counter(self) -> tuple[Tools, Cashier, Evaluated]:
        session = self.session
        return session.tools, session.cashier, session.evaluated

    def _granted(self, grant: Callable[[], activities.Given]) -> None:
        """Give the member something, then read the accounts again."""
        given: list[activities.Given] = []
        if self.tried(lambda: given.append(grant()), "ui.member.done"):
            self.session.read_member_again()
            self.tell(self.formats.say(given[0].said), Tone.GOOD)
            if given[0].coupons:
                self.on_coupons(given[0].coupons)

    def wants_scan(self, code: str) -> bool:
        """Take a scan while another card is asked for; False for everything else, which is sold."""
        taken = self.care.joining.take(code)
        if taken:
            self.show()
        return taken

    def edit(self, field_id: str, text: str) -> None:
        """A field of the question was typed into."""
        self.care.edit(field_id, text)
        self.show()

    def drop_form(self) -> None:
        """The question is answered with no."""
        self.care.forget()
        self.form = None
        self.show()

    def changed(self) -> None:
        """Show the pane and the sale anew."""
        self._desk.refresh()
        if self.session.evaluated.found is None:
            self.on_gone()
        else:
            self.show()

    def tried(self, work: Callable[[], object], done: str, /, **params: Parameter) -> bool:
        """Do something that may be refused; say what came of it."""
        try:
            work()
        except PosError as error:
            self.tell(self.formats.say(error.message), Tone.BAD)
            return False
        self.tell(self.formats.translate(done, **params), Tone.GOOD)
        return True

    def tell(self, text: str, tone: Tone) -> None:
        """Say something within the pane."""
        self._message = (text, tone)

    def show(self) -> None:
        """Show everything as it is now."""
        evaluated = self.session.evaluated
        found, snapshot = evaluated.found, evaluated.snapshot
        if found is None or snapshot is None:
            return
        program = self.session.tools.program.program
        shape, letter, tier = badge_of(program, snapshot, found)
        translate = self.formats.translate
        tabs = tuple(Tab(name, translate(f"ui.member.tab.{name}"), name == self._tab) for name in TABS)
        text, tone = self._message
        self._view.show_state(
            MemberPaneState(
                found.masked_name,
                tier,
                letter,
                shape,
                self.formats.points_short(evaluated.quote.spendable_points),
                tabs,
                tuple(section for section in self._sections() if section is not None),
                self.form,
                text,
                tone,
                explaining.balance(evaluated, self.session.tools.program, self.formats),
                explaining.tier(self.session.tools.program, snapshot, evaluated.basket.at_ms, self.formats),
            )
        )

    def _sections(self) -> tuple[Section | None, ...]:
        session, formats = self.session, self.formats
        tools, evaluated = session.tools, session.evaluated
        program = tools.program.program
        if evaluated.snapshot is None:
            return ()
        now_ms = tools.clock.now_ms()
        match self._tab:
            case "rewards":
                return offers.rewards_sections(evaluated.quote.rewards, formats)
            case "activities":
                return (
                    offers.entitlements_section(activities.entitled(tools, evaluated), formats),
                    offers.activities_section(activities.offered(tools, evaluated), formats),
                )
            case "history":
                rows = () if tools.records is None else tools.records.history(
                    evaluated.snapshot.member_id, HISTORY_SHOWN
                )  # fmt: skip
                return (history_section(rows, program, formats),)
            case "care":
                return self.care.sections()
        who = up_to_date(tools.program, evaluated.snapshot, now_ms)
        gives = tools.program.program.charities
        by_all = tools.records.donated() if gives and tools.records is not None else {}
        return (
            account.points_section(tools.program, who, now_ms, formats),
            account.tier_section(tools.program, who, now_ms, formats),
            account.stamps_section(tools.program, who, now_ms, formats),
            account.plans_section(tools.program, who, now_ms, formats),
            account.charities_section(tools.program, who, formats, by_all),
        )


def _nothing() -> None:
    return

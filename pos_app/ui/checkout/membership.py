"""Members at the counter, with their rewards. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.checkout.outcome import Identified, NotEnrolled
from pos_app.kernel.errors import Refused
from pos_app.kernel.limits import LATE_CARD_MS
from pos_app.loyalty.quote import PaperCoupon
from pos_app.ports.sounds import Sound
from pos_app.ui.checkout.claims import Claims
from pos_app.ui.checkout.desk import Desk
from pos_app.ui.checkout.holds import Holds
from pos_app.ui.checkout.offline import Offline
from pos_app.ui.checkout.state import Mode, Notice
from pos_app.ui.enrolment.presenter import EnrolmentPresenter
from pos_app.ui.tone import Tone


class Membership:
    """Identification, enrolment and rewards; every intent ends with a new state on the screen."""

    def __init__(
        self,
        desk: Desk,
        enrolment: EnrolmentPresenter,
        claims: Claims,
        holds: Holds,
        offline: Offline,
    ) -> None:
        self._desk, self._enrolment, self._claims = desk, enrolment, claims
        self._holds, self._offline = holds, offline
        self._nobody = NotEnrolled()
        self.on_coupons: Callable[[tuple[PaperCoupon, ...]], None] = lambda coupons: None
        """Prints coupons that were given outside a sale."""

    def take(self, identified: Identified, before_minor: int | None = None) -> None:
        """Show who came to the sale, and what that changed when it cost `before_minor`."""
        desk = self._desk
        name = identified.found.masked_name
        desk.standing.pop("enrol", None)
        self._enrolment.close()
        total_minor = desk.session.evaluated.figures.total_minor
        if self._claims.take_waiting():
            pass
        elif self._is_just_paid() and not desk.session.sale.lines:
            desk.wake_up()
            if not self._claims.offer_last_sale():
                desk.say("notice.next_sale", Tone.INFO, name=name)
        elif identified.again:
            desk.tell("notice.same_member", name=name)
        elif before_minor is not None and before_minor != total_minor:
            desk.say(
                "notice.member_changes",
                Tone.GOOD,
                name=name,
                before_minor=before_minor,
                now_minor=total_minor,
            )
        else:
            desk.tell("notice.member", name=name)
        desk.play(Sound.MEMBER)

    def _is_just_paid(self) -> bool:
        """True while the finished sale is on screen, or left it a moment ago: a scanner's or a person's first digits
        wake the screen up before anybody knows that they are a card.
        """
        desk = self._desk
        if desk.mode is Mode.DONE:
            return True
        return desk.woken_ms is not None and desk.clock.mono_ms() - desk.woken_ms <= LATE_CARD_MS

    def offer(self, nobody: NotEnrolled) -> None:
        """Offer to enrol somebody whose card or phone number nobody has."""
        desk = self._desk
        desk.wake_up()
        self._nobody = nobody
        code = "ask.enrol_card" if nobody.card else "ask.enrol_phone"
        desk.standing["enrol"] = desk.question(
            code, "enrol", "drop_enrol", Tone.INFO, number=nobody.card or nobody.phone
        )
        desk.play(Sound.REFUSED)

    def wants_card(self, nobody: NotEnrolled) -> bool:
        """True when the enrolment form is open and took an unknown card for the new member."""
        return bool(nobody.card) and self._enrolment.take_card(nobody.card)

    def open_enrolment(self) -> None:
        """Open the form, with the card or number that was just shown."""
        desk = self._desk
        desk.settle()
        nobody, self._nobody = self._nobody, NotEnrolled()
        desk.standing.pop("enrol", None)
        self._enrolment.open(nobody.phone, nobody.card)
        desk.refresh()

    def drop_offer(self) -> None:
        """Not now."""
        self._nobody = NotEnrolled()
        self._desk.standing.pop("enrol", None)
        self._desk.settle()
        self._desk.refresh()

    def enrolled(self, identified: Identified) -> None:
        """The form was filled in: the new member is on the sale."""
        desk = self._desk
        desk.settle()
        self.take(identified)
        if identified.said is not None:
            desk.put_notice(Notice(desk.formats.say(identified.said), Tone.GOOD))
        if identified.coupons:
            self.on_coupons(identified.coupons)
        desk.refresh()

    def press_key(self) -> None:
        """F2: enrol who was just offered, else say who is on the sale or how to find somebody."""
        desk = self._desk
        if "enrol" in desk.standing:
            self.open_enrolment()
            return
        desk.settle()
        found = desk.session.evaluated.found
        if found is not None:
            desk.ask("ask.member_on_sale", "detach_member", name=found.masked_name)
        else:
            desk.ask("ask.member", "enrol")
        desk.refresh()

    def detach(self) -> None:
        """Take the member off the sale."""
        desk = self._desk
        desk.tried(desk.session.detach_member)
        desk.refresh()

    def use_reward(self, reward_id: str) -> None:
        """Use a reward once more, as soon as its points are held."""
        self._holds.use(reward_id)

    def drop_reward(self, reward_id: str) -> None:
        """Take a reward off again."""
        desk = self._desk
        desk.tried(lambda: desk.session.drop_reward(reward_id))
        desk.refresh()

    def use_first_reward(self) -> None:
        """F8: use the first reward that can be used, or say what is missing."""
        desk = self._desk
        options = desk.session.evaluated.quote.rewards
        usable = next((option for option in options if option.usable), None)
        if usable is not None:
            self.use_reward(usable.reward_id)
            return
        desk.settle()
        missing = next((option.why_not for option in options if option.why_not is not None), None)
        if desk.session.evaluated.found is None or missing is None:
            desk.refuse(
                Refused("redeem.no_member") if not desk.session.evaluated.found else Refused("reward.none")
            )
        elif not self._offline.offer(refused := Refused(missing.code, **missing.params)):
            desk.refuse(refused)
        desk.refresh()

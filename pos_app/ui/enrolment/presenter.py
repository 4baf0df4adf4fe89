"""What the enrolment form does. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.checkout.enrol import CONSENT_TEXT
from pos_app.checkout.outcome import Identified
from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.errors import PosError
from pos_app.kernel.messages import Translate
from pos_app.ui.enrolment.state import EnrolmentState

CARD_SHOWN = 4
"""Characters of a card's number that are shown."""


class View(Protocol):
    """What the presenter needs of the form."""

    def show_state(self, state: EnrolmentState) -> None:
        """Show it, or hide it."""
        ...


class EnrolmentPresenter:
    """Phone, name, birthday, who brought the customer, consent; the sale stays as it is whatever happens here."""

    def __init__(self, session: CheckoutSession, view: View, translate: Translate) -> None:
        self.session = session
        self._view, self._translate = view, translate
        self._card = ""
        self._phone = self._typed_phone = ""
        self._name = ""
        self._birthday = ""
        self._brought_by = self._typed_brought_by = ""
        self._consent = False
        self._problem = ""
        self._shown = False
        self.on_enrolled: Callable[[Identified], None] = _nobody_listens
        self.on_closed: Callable[[], None] = _nothing

    @property
    def is_open(self) -> bool:
        """True while the form is shown."""
        return self._shown

    def open(self, phone: str = "", card: str = "") -> None:
        """Show the form, with the phone number or the card that was just shown."""
        self._shown = True
        self._card, self._name, self._consent, self._problem = card, "", False, ""
        self._phone = self._typed_phone = phone
        self._birthday = self._brought_by = self._typed_brought_by = ""
        self._show()

    def take_friend(self, card: str) -> bool:
        """Take the card of a member for the one who brought the new one; False when the form is not open, or when
        nobody has this card.
        """
        if not self._shown or self.session.tools.members.by_card(card) is None:
            return False
        self._brought_by, self._typed_brought_by, self._problem = card, card, ""
        self._show()
        return True

    def take_card(self, card: str) -> bool:
        """Take a card that nobody has for the new member; False when the form is not open."""
        if not self._shown:
            return False
        self._card, self._problem = card, ""
        self._show()
        return True

    def edit_phone(self, text: str) -> None:
        """The phone number was typed."""
        self._typed_phone, self._problem = text, ""
        self._show()

    def edit_name(self, text: str) -> None:
        """The name was typed."""
        self._name, self._problem = text, ""
        self._show()

    def edit_birthday(self, text: str) -> None:
        """The birthday was typed."""
        self._birthday, self._problem = text, ""
        self._show()

    def edit_brought_by(self, text: str) -> None:
        """The phone number or card of a friend was typed."""
        self._typed_brought_by, self._problem = text, ""
        self._show()

    def set_consent(self, agreed: bool) -> None:
        """The customer agreed, or not."""
        self._consent = agreed
        self._show()

    def enrol(self) -> None:
        """Write the member; the form stays open when something is wrong."""
        if not self._can_enrol:
            return
        try:
            identified = self.session.enrol(
                self._typed_phone,
                self._name,
                self._consent,
                self._card,
                self._birthday,
                self._typed_brought_by,
            )
        except PosError as error:
            self._problem = self._translate(error.message.code, **error.message.params)
            self._show()
            return
        self.close()
        self.on_enrolled(identified)

    def close(self) -> None:
        """Hide the form; nothing is kept of what was typed."""
        if not self._shown:
            return
        self._shown = False
        self._card = self._phone = self._typed_phone = self._name = self._problem = ""
        self._birthday = self._brought_by = self._typed_brought_by = ""
        self._show()
        self.on_closed()

    @property
    def _can_enrol(self) -> bool:
        return bool(self._typed_phone.strip() and self._name.strip())

    def _show(self) -> None:
        card = ""
        if self._card:
            card = self._translate("ui.enrolment.card", ending=self._card[-CARD_SHOWN:])
        self._view.show_state(
            EnrolmentState(
                shown=self._shown,
                card=card,
                phone=self._phone,
                name="",
                brought_by=self._brought_by,
                consent=self._consent,
                consent_text=self._translate(CONSENT_TEXT),
                problem=self._problem,
                can_enrol=self._can_enrol,
            )
        )


def _nobody_listens(identified: Identified) -> None:
    del identified


def _nothing() -> None:
    return

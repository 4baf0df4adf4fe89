"""What the parts of the member pane need of each other. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from pos_app.checkout.session import CheckoutSession
from pos_app.kernel.messages import Parameter
from pos_app.ports.staff import Cashier
from pos_app.ui.formatting import Formats
from pos_app.ui.member.state import Form
from pos_app.ui.tone import Tone

Ask = Callable[[str, Callable[[Cashier], None]], None]
"""Asks for a manager's yes to a sentence, then acts on it; a manager at the till has said it by asking."""
Keep = Callable[[str, bytes], str]
"""Writes a file of this name and returns where it is. Raises Unavailable."""


class Pane(Protocol):
    """What this part needs of the pane's presenter."""

    formats: Formats
    form: Form | None

    @property
    def session(self) -> CheckoutSession:
        """The cashier's session."""
        ...

    def tried(self, work: Callable[[], object], done: str, /, **params: Parameter) -> bool:
        """Do something that may be refused; say what came of it."""
        ...

    def tell(self, text: str, tone: Tone) -> None:
        """Say something within the pane."""
        ...

    def changed(self) -> None:
        """Show the pane and the sale anew."""
        ...

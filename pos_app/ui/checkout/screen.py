"""The checkout: one page on which a sale is rung up, paid, with nothing ever over the total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.checkout.page import CheckoutPage
from pos_app.ui.checkout.wiring import connect

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.kit.key_layout import KeyLayout
    from pos_app.ui.theme.look import Look


class CheckoutScreen(CheckoutPage):
    """The page with all its connections made: show states, listen to its signals."""

    def __init__(
        self, look: Look, translate: Translate, layouts: tuple[KeyLayout, ...], *, decimal_point: str = "."
    ) -> None:
        """Build the page; `layouts` are those of the on-screen keyboard, the shop's own first."""
        super().__init__(look, translate, layouts, decimal_point=decimal_point)
        connect(self)

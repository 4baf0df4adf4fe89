"""The uppermost row: where we are, the entry field, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_app.ui import keys
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.entry import Entry
from pos_app.ui.kit.labels import Label
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from pos_app.kernel.messages import Translate
    from pos_app.ui.theme.look import Look


class Header(QWidget):
    """Shop with terminal, the entry field, sounds, sign off, help."""

    sounds_toggled = Signal()
    sign_off_wished = Signal()
    help_wished = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self._on = translate("ui.checkout.sounds_on")
        self._off = translate("ui.checkout.sounds_off")
        self.shop = Label(look, size=tokens.BODY, weight=tokens.BOLD)
        self.terminal = Label(look, size=tokens.CAPTION, colour=look.palette.text_soft)
        self.entry = Entry(
            look,
            translate("ui.checkout.entry"),
            translate("ui.checkout.entry_placeholder"),
            translate("ui.keyboard.open"),
        )
        self.sounds = Button(look, "", Kind.PLAIN, picture="sound_on", name=self._on)
        self.leave = Button(look, "", Kind.PLAIN, picture="leave", name=translate("ui.checkout.sign_off"))
        self.help = Button(
            look,
            keys.shown("help"),
            Kind.PLAIN,
            picture="help",
            name=f"{translate('ui.checkout.help')} {keys.shown('help')}",
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        for label, most in ((self.shop, 140), (self.terminal, 84)):
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            label.setMaximumWidth(look.px(most))
            row.addWidget(label)
        row.addWidget(self.entry, 1)
        for button in (self.sounds, self.leave, self.help):
            row.addWidget(button)
        self.setFixedHeight(look.touch())
        self.entry.setFixedHeight(look.touch())
        self.sounds.clicked.connect(self.sounds_toggled)
        self.leave.clicked.connect(self.sign_off_wished)
        self.help.clicked.connect(self.help_wished)

    def show_place(self, shop: str, terminal: str) -> None:
        """Show the shop with its terminal."""
        self.shop.set_text(shop)
        self.terminal.set_text(terminal)

    def show_sounds(self, on: bool) -> None:
        """Show whether sounds are on."""
        self.sounds.picture = "sound_on" if on else "sound_off"
        self.sounds.set_label("", self._on if on else self._off)
        self.sounds.update()

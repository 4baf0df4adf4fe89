"""Pictures of every screen in its important states: `python -m pos_app.ui.screenshots FOLDER`."""

from __future__ import annotations

import os
import sys
import tomllib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.ui import samples, samples_exchange, samples_member, samples_returns, samples_server
from pos_app.ui.approval.screen import ApprovalScreen
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.enrolment.state import EnrolmentState
from pos_app.ui.exchange.screen import ExchangeScreen
from pos_app.ui.help.screen import HelpScreen
from pos_app.ui.kit.entry import Field
from pos_app.ui.kit.key_layout import read_layouts
from pos_app.ui.member.screen import MemberScreen
from pos_app.ui.receipt.screen import ReceiptScreen
from pos_app.ui.receipt.state import ReceiptState
from pos_app.ui.returns.screen import ReturnScreen
from pos_app.ui.sign_on.screen import SignOnScreen
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look
from pos_app.ui.theme.style import wear

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.kernel.messages import Parameter
    from pos_app.ui.checkout.state import State
    from pos_app.ui.member.state import MemberPaneState

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
SMALL = (1024, 768)
LARGE = (1920, 1080)


class Studio:
    """Dresses the application, builds a screen, takes its picture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.application = QApplication.instance() or QApplication(sys.argv[:1])
        catalogue = RESOURCES / "translations" / "en.toml"
        self.sentences: dict[str, str] = tomllib.loads(catalogue.read_text(encoding="utf-8"))
        self.layouts = read_layouts(RESOURCES / "keyboards", ("en", "tr", "de", "ru"))

    def translate(self, code: str, /, **params: Parameter) -> str:
        """Return the English sentence."""
        return self.sentences.get(code, code).format(**params)

    def look(self, *, dark: bool = False, scale: int = 100, mirrored: bool = False) -> Look:
        """Dress the application, return its look."""
        look = Look(tokens.DARK if dark else tokens.LIGHT, RESOURCES, scale)
        application = self.application
        assert isinstance(application, QApplication)
        application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )
        wear(application, look)
        return look

    def take(self, name: str, widget: QWidget, size: tuple[int, int]) -> None:
        """Save a picture of the widget, then let it go."""
        widget.resize(*size)
        widget.show()
        widget.activateWindow()
        if isinstance(widget, CheckoutScreen | SignOnScreen) and not isinstance(widget.focusWidget(), Field):
            widget.focus_entry()
        for _ in range(3):
            self.application.processEvents()
        widget.grab().save(str(self.folder / f"{name}.png"))
        widget.close()
        widget.deleteLater()

    def checkout(
        self,
        name: str,
        state: State,
        *,
        typed: str = "",
        size: tuple[int, int] = SMALL,
        look: Look | None = None,
        then: Callable[[CheckoutScreen], None] = lambda screen: None,
    ) -> None:
        """Take the checkout in a state; `then` does more to it once it is on screen."""
        screen = CheckoutScreen(look or self.look(), self.translate, self.layouts)
        screen.resize(*size)
        screen.show()
        screen.show_state(state)
        screen.set_entry(typed)
        self.application.processEvents()
        then(screen)
        self.take(name, screen, size)


def sample_paper() -> bytes:
    """Return a made-up receipt as PNG bytes, 576 dots wide."""
    pairs = (
        ("2 x 1.29", "2.58"), ("  Whole milk 1 l", ""), ("  Member price", "-0.20"), ("Bananas 1.245 kg", "2.48"),
        ("Espresso beans 1 kg", "14.90"), ("  Silver: 10 % off coffee", "-1.49"), ("", ""), ("TOTAL EUR", "18.27"),
        ("Cash", "20.00"), ("Change", "1.73"), ("", ""), ("Points earned", "30"), ("Points balance", "1,270"),
    )  # fmt: skip
    rows = [
        "Corner Shop",
        "12 Mill Lane, Bakewell",
        "",
        *(f"{left:<30}{right:>8}" for left, right in pairs),
        "",
        "Thank you",
    ]
    image = QImage(576, 40 * len(rows) + 60, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    font = QFont("DejaVu Sans Mono")
    font.setPixelSize(24)
    painter.setFont(font)
    for at, row in enumerate(rows):
        flags = Qt.AlignmentFlag.AlignHCenter if at < 2 or at == len(rows) - 1 else Qt.AlignmentFlag.AlignLeft
        painter.drawText(8, 40 * at + 20, 560, 40, flags, row)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs say bytes, Qt takes text
    return bytes(buffer.data().data())


def take_checkout(studio: Studio) -> None:
    """Take the checkout in its states."""
    studio.checkout("01-empty", samples.EMPTY)
    studio.checkout("02-selling", samples.SELLING, typed="3* whole mi")
    studio.checkout("03-selling-no-member", samples.NO_MEMBER)
    studio.checkout("04-unknown-code", samples.UNKNOWN)
    studio.checkout("05-cancel-asked", samples.ASKED)
    studio.checkout("06-search", samples.SEARCH, typed="milk")
    studio.checkout("07-payment", samples.PAYING)
    studio.checkout("08-payment-split", samples.SPLIT, typed="3.71")
    studio.checkout("09-change", samples.DONE)
    studio.checkout("10-many-lines", samples.MANY)
    studio.checkout("11-long-names", samples.LONG)
    place = QPoint(480, 260)
    studio.checkout(
        "12-why", samples.SELLING,
        then=lambda screen: screen.tell(samples.LINES[2].why, screen.mapToGlobal(place)),
    )  # fmt: skip


def take_forms(studio: Studio) -> None:
    """Take the enrolment form, the on-screen keyboard, the panes in the place of the lines."""
    state = samples.NO_MEMBER

    def enrol(screen: CheckoutScreen) -> None:
        screen.enrolment.show_state(samples.ENROLMENT)

    def enrol_by_touch(screen: CheckoutScreen) -> None:
        screen.enrolment.show_state(EnrolmentState(
            shown=True, phone="030 12", problem="This number is too short.",
            consent_text=samples.ENROLMENT.consent_text,
        ))  # fmt: skip
        screen.open_keyboard()

    studio.checkout("20-enrolment", state, then=enrol)
    studio.checkout("21-enrolment-keyboard", state, then=enrol_by_touch)
    studio.checkout("22-keyboard", samples.SELLING, then=CheckoutScreen.open_keyboard)
    look = studio.look()
    help_pane = HelpScreen(look, studio.translate)
    studio.checkout("23-help", samples.SELLING, look=look, then=lambda screen: screen.open_pane(help_pane))
    receipt = ReceiptScreen(look, studio.translate)
    receipt.show_state(ReceiptState("Receipt 02-001233", sample_paper(), "Printed at 14:01"))
    studio.checkout("24-receipt", samples.DONE, look=look, then=lambda screen: screen.open_pane(receipt))
    studio.take("25-sign-on", _sign_on(studio, studio.look()), SMALL)


def take_members(studio: Studio) -> None:
    """Take the pages of the member pane."""
    pages = {
        "60-member-account": samples_member.ACCOUNT,
        "61-member-rewards": samples_member.REWARDS,
        "62-member-extras": samples_member.ACTIVITIES,
        "63-member-history": samples_member.HISTORY,
        "64-member-adjust": samples_member.CARE,
        "65-member-erase": samples_member.ERASE,
    }
    for name, state in pages.items():
        _take_member(studio, name, state, studio.look())
    _take_member(studio, "66-dark-member", samples_member.ACCOUNT, studio.look(dark=True))
    _take_member(studio, "67-magnified-member", samples_member.REWARDS, studio.look(scale=160))


def _take_member(studio: Studio, name: str, state: MemberPaneState, look: Look) -> None:
    pane = MemberScreen(look, studio.translate)
    pane.show_state(state)
    studio.checkout(name, samples.SELLING, look=look, then=lambda screen: screen.open_pane(pane))


def take_variants(studio: Studio) -> None:
    """Take dark, large, magnified, mirrored."""
    studio.checkout("30-dark", samples.UNKNOWN, look=studio.look(dark=True))
    studio.checkout("31-dark-payment", samples.SPLIT, look=studio.look(dark=True))
    studio.checkout("32-dark-empty", samples.EMPTY, look=studio.look(dark=True))
    studio.take("33-dark-sign-on", _sign_on(studio, studio.look(dark=True)), SMALL)
    studio.checkout("40-large", samples.SELLING, size=LARGE, look=studio.look())
    studio.checkout("41-large-payment", samples.SPLIT, size=LARGE, look=studio.look())
    studio.checkout("42-large-magnified", samples.SELLING, size=LARGE, look=studio.look(scale=160))
    studio.checkout("43-magnified", samples.SELLING, look=studio.look(scale=160))
    studio.checkout("44-magnified-payment", samples.SPLIT, look=studio.look(scale=160))
    studio.checkout("45-magnified-keyboard", samples.SELLING, look=studio.look(scale=160),
                    then=CheckoutScreen.open_keyboard)  # fmt: skip
    studio.take("46-magnified-sign-on", _sign_on(studio, studio.look(scale=160)), SMALL)
    studio.checkout("47-reduced", samples.SELLING, look=studio.look(scale=80))
    studio.checkout("50-mirrored", samples.ARABIC, look=studio.look(mirrored=True))
    studio.checkout("51-mirrored-payment", samples.SPLIT, look=studio.look(mirrored=True))
    studio.look()


def take_returns(studio: Studio) -> None:
    """Take a return from finding the sale to paying out."""
    stages = {
        "70-return-find": samples_returns.FIND,
        "71-return-choose": samples_returns.CHOOSE,
        "72-return-preview": samples_returns.PREVIEW,
    }
    for dark in (False, True):
        look = studio.look(dark=dark)
        for name, state in stages.items():
            pane = ReturnScreen(look, studio.translate)
            pane.show_state(state)
            name = f"{name}-dark" if dark else name
            studio.checkout(name, samples.EMPTY, look=look, then=partial(CheckoutScreen.open_pane, pane=pane))
    look = studio.look()
    studio.checkout("73-return-exchange", samples_returns.EXCHANGE, look=look)
    studio.checkout("74-return-payout", samples_returns.PAYOUT, look=look)
    question = ApprovalScreen(look, studio.translate)
    question.show_state(samples_returns.APPROVAL)

    def ask(screen: CheckoutScreen) -> None:
        screen.open_pane(question)
        question.clear_pin()

    studio.checkout("75-return-approval", samples.EMPTY, look=look, then=ask)


def take_server(studio: Studio) -> None:
    """Take what a cashier sees of the server."""
    studio.checkout("80-holding", samples_server.HOLDING)
    studio.checkout("81-looking-up", samples_server.LOOKING_UP)
    studio.checkout("82-reserved-elsewhere", samples_server.RESERVED)
    studio.checkout("83-offline", samples_server.OFFLINE)
    studio.checkout("84-offline-too-long", samples_server.TOO_LONG)
    studio.checkout("85-magnified-offline", samples_server.OFFLINE, look=studio.look(scale=160))
    studio.checkout("86-dark-offline", samples_server.OFFLINE, look=studio.look(dark=True))
    studio.look()


def take_exchange(studio: Studio) -> None:
    """Take how the till stands to its server."""
    for name, state in samples_exchange.STRIPS.items():
        studio.checkout(name, state)
    for name, (beneath, shown) in samples_exchange.PANES.items():
        look = studio.look(dark=shown is samples_exchange.OUT_OF_REACH)
        pane = ExchangeScreen(look, studio.translate)
        pane.show_state(shown)
        studio.checkout(name, beneath, look=look, then=partial(CheckoutScreen.open_pane, pane=pane))


def _sign_on(studio: Studio, look: Look) -> SignOnScreen:
    screen = SignOnScreen(look, studio.translate)
    screen.show_state(samples.SIGN_ON)
    screen.pin.setText("123")
    return screen


def main() -> int:
    """Save all pictures into the folder named on the command line."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    studio = Studio(folder)
    take_checkout(studio)
    take_forms(studio)
    take_members(studio)
    take_returns(studio)
    take_variants(studio)
    take_server(studio)
    take_exchange(studio)
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

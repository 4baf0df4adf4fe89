"""The strip of the member, with what the points buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.checkout.rewards import Rewards
from pos_app.ui.kit.badge import Badge
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.kit.pane import Pane
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import MemberBanner
    from pos_app.ui.theme.look import Look


class MemberStrip(Pane):
    """Badge, masked name, tier, balance; the nudge; rewards as buttons. Without a member: how to find one."""

    reward_pressed = Signal(str)
    reward_dropped = Signal(str)
    told = Signal(str, QPoint)
    opened = Signal()
    rewards_wished = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__(look)
        self._banner: MemberBanner | None = None
        self._points = translate("ui.checkout.points")
        self.badge = Badge(look)
        self.name = Label(look, size=tokens.BODY, weight=tokens.SEMIBOLD)
        self.tier = Label(look, size=tokens.CAPTION, colour=look.palette.text_soft, shrinks_to=70)
        self.balance = Label(look, size=tokens.HEADING, weight=tokens.SEMIBOLD, align=END)
        self.unit = Label(look, self._points, size=tokens.CAPTION, colour=look.palette.text_soft)
        self.earning = Label(look, size=tokens.BODY, weight=tokens.SEMIBOLD, colour=look.palette.good.text)
        self.nudge = Label(look, size=tokens.CAPTION, colour=look.palette.text_soft, shrinks_to=88)
        self.rewards = Rewards(look, translate)
        self.empty = self._build_empty(translate)
        self.known = self._build_known()
        around = QVBoxLayout(self)
        around.setContentsMargins(look.px(14), look.px(7), look.px(14), look.px(7))
        around.addWidget(self.empty)
        around.addWidget(self.known)
        self.known.hide()
        self.rewards.pressed.connect(self.reward_pressed)
        self.rewards.dropped.connect(self.reward_dropped)
        self.rewards.told.connect(self.told)
        self.rewards.all_wished.connect(self.rewards_wished)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_member(self, banner: MemberBanner | None) -> None:
        """Show a member, or how to find one."""
        old, self._banner = self._banner, banner
        if banner == old:
            return
        self.known.setVisible(banner is not None)
        self.empty.setVisible(banner is None)
        if banner is None:
            self.setAccessibleName(self.empty_title.text())
            return
        self.badge.show_tier(banner.tier_shape, banner.tier_letter, banner.tier_name)
        self.name.set_text(banner.masked_name)
        tier = "" if banner.cut_off else banner.tier_name
        self.tier.set_text("  ·  ".join(part for part in (tier, banner.as_of) if part))
        self.balance.set_text(banner.balance)
        self.earning.set_text(banner.earning)
        self.earning.setVisible(bool(banner.earning))
        self.nudge.set_text(banner.nudge)
        self.nudge.setVisible(bool(banner.nudge))
        self.rewards.show_rewards(banner.rewards)
        self._fit()
        said = (
            banner.masked_name,
            banner.tier_name,
            banner.balance,
            self._points,
            banner.earning,
            banner.as_of if banner.cut_off else "",
            banner.nudge,
        )
        self.setAccessibleName(", ".join(part for part in said if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave away what there is no room for: the unit, then the nudge."""
        self._fit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what there is to know; a finger that wandered off meant something else."""
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def _fit(self) -> None:
        self.unit.setVisible(self.width() >= self.look.px(380))
        nudge = bool(self._banner and self._banner.nudge)
        if nudge:
            self.nudge.show()
            self.nudge.setVisible(self.height() >= self.sizeHint().height() - 1)

    def _build_empty(self, translate: Translate) -> QWidget:
        look = self.look
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        picture = PictureBox(look, "person", look.palette.text_soft, look.px(26))
        self.empty_title = Label(look, translate("ui.checkout.no_member"), weight=tokens.SEMIBOLD)
        body = Label(
            look, translate("ui.checkout.no_member_body"), size=tokens.CAPTION, colour=look.palette.text_soft
        )
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(self.empty_title)
        texts.addWidget(body)
        texts.addStretch(1)
        row.addWidget(picture)
        row.addLayout(texts, 1)
        return box

    def _build_known(self) -> QWidget:
        look = self.look
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.INNER)
        top = QHBoxLayout()
        top.setSpacing(look.px(10))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.tier)
        figures = QHBoxLayout()
        figures.setSpacing(look.px(6))
        for label in (self.balance, self.unit, self.earning):
            label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            figures.addWidget(label)
        figures.setAlignment(self.unit, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.badge)
        top.addLayout(names, 1)
        top.addLayout(figures)
        rows.addLayout(top)
        rows.addWidget(self.nudge)
        rows.addWidget(self.rewards)
        return box


class PictureBox(QWidget):
    """One line drawing of a fixed size."""

    def __init__(self, look: Look, picture: str, colour: str, size: int) -> None:
        super().__init__()
        from PySide6.QtWidgets import QLabel

        label = QLabel(self)
        label.setPixmap(look.pixmap(picture, colour, size, self.devicePixelRatioF()))
        label.setFixedSize(size, size)
        self.setFixedSize(size, size)

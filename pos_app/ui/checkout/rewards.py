"""The rewards a member can use now, as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.kit.bubble import answer
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from pos_app.kernel.messages import Translate
    from pos_app.ui.checkout.state import RewardButton
    from pos_app.ui.theme.look import Look


class Rewards(QWidget):
    """One row of reward buttons; an arrow at its end leads to all of them. A used one carries a tick."""

    pressed = Signal(str)
    dropped = Signal(str)
    told = Signal(str, QPoint)
    all_wished = Signal()

    def __init__(self, look: Look, translate: Translate) -> None:
        super().__init__()
        self.look = look
        self.translate = translate
        self.explain: Callable[[str], str] = lambda reward_id: ""
        """Returns the sentence of a reward; set by whoever knows."""
        self._rewards: tuple[RewardButton, ...] = ()
        self._offers: list[tuple[RewardButton, bool]] = []
        """What each button stands for: a reward, whether its press takes a use back."""
        self._buttons: list[Button] = []
        self._more = Button(
            look, "", Kind.KEY, picture="next", name=translate("ui.checkout.more_rewards"), parent=self
        )
        self._more.clicked.connect(self.all_wished)
        self._more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """Return one row of buttons."""
        return QSize(0, self.look.touch())

    def show_rewards(self, rewards: tuple[RewardButton, ...]) -> None:
        """Show these rewards, usable ones first as given."""
        if rewards == self._rewards:
            return
        self._rewards = rewards
        self._offers = [(reward, True) for reward in rewards if reward.used]
        self._offers += [(reward, False) for reward in rewards if reward.usable or not reward.used]
        while len(self._buttons) < len(self._offers):
            self._buttons.append(self._built(len(self._buttons)))
        for (reward, taken), button in zip(self._offers, self._buttons, strict=False):
            self._dress(button, reward, taken)
        self.setVisible(bool(rewards))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit as many as there is room for."""
        self._arrange()

    def _built(self, at: int) -> Button:
        button = Button(self.look, "", Kind.SOFT, hint=" ", size=tokens.BODY, parent=self)
        button.clicked.connect(lambda: self._on_clicked(at))
        answer(button, lambda: self.explain(self._offers[at][0].reward_id), self.told.emit)
        return button

    def _dress(self, button: Button, reward: RewardButton, taken: bool) -> None:
        palette = self.look.palette
        button.kind = Kind.PRIMARY if taken else Kind.SOFT if reward.usable else Kind.PLAIN
        button.ink = "" if reward.usable or taken else palette.text_soft
        button.picture = "check" if taken else ""
        button.hint = f"{reward.used} × {reward.cost}" if taken and reward.used > 1 else reward.cost
        why_not = "" if taken else reward.why_not
        said = ", ".join(part for part in (reward.label, reward.cost, why_not) if part)
        button.set_label(
            reward.label, self.translate("ui.checkout.reward_used", reward=said) if taken else said
        )
        button.update()

    def _on_clicked(self, at: int) -> None:
        reward, taken = self._offers[at]
        if taken:
            self.dropped.emit(reward.reward_id)
        elif reward.usable:
            self.pressed.emit(reward.reward_id)
        else:
            button = self._buttons[at]
            self.told.emit(reward.why_not, button.mapToGlobal(button.rect().center()))

    def _fitting(self, first: int, room: int) -> int:
        """Return how many buttons fit into the room from the first on, at least one."""
        used, count = 0, 0
        for button in self._buttons[first : len(self._offers)]:
            used += button.sizeHint().width() + (tokens.GAP if count else 0)
            if count and used > room:
                break
            count += 1
        return max(1, count)

    def _arrange(self) -> None:
        count = len(self._offers)
        for button in self._buttons:
            button.hide()
        if not count:
            self._more.hide()
            return
        whole = self.width()
        paged = self._fitting(0, whole) < count
        room = whole - (tokens.TOUCH + tokens.GAP if paged else 0)
        fit = min(self._fitting(0, room), count)
        wide = (room - (fit - 1) * tokens.GAP) // fit
        for place, button in enumerate(self._buttons[:fit]):
            self._put(button, place * (wide + tokens.GAP), wide)
        self._more.setVisible(paged)
        if paged:
            self._put(self._more, whole - tokens.TOUCH, tokens.TOUCH)

    def _put(self, button: Button, left: int, wide: int) -> None:
        if self.isRightToLeft():
            left = self.width() - left - wide
        button.setGeometry(left, 0, wide, self.height())
        button.show()

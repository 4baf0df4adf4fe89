"""The badge of a member's tier: told by shape, letter, colour."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from pos_app.ui.theme.look import Look


def _star(area: QRectF) -> QPainterPath:
    path = QPainterPath()
    middle, outer = area.center(), area.width() / 2
    points = []
    for at in range(16):
        reach = outer if at % 2 == 0 else outer * 0.84
        angle = -pi / 2 + at * pi / 8
        points.append(QPointF(middle.x() + reach * cos(angle), middle.y() + reach * sin(angle)))
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _shield(area: QRectF) -> QPainterPath:
    path = QPainterPath(QPointF(area.left() + 1, area.top() + 2))
    path.lineTo(area.right() - 1, area.top() + 2)
    path.lineTo(area.right() - 1, area.center().y())
    path.quadTo(area.right() - 1, area.bottom() - area.height() / 5, area.center().x(), area.bottom())
    path.quadTo(area.left() + 1, area.bottom() - area.height() / 5, area.left() + 1, area.center().y())
    path.closeSubpath()
    return path


def _diamond(area: QRectF) -> QPainterPath:
    path = QPainterPath()
    middle = area.center()
    corners = (
        QPointF(middle.x(), area.top()),
        QPointF(area.right(), middle.y()),
        QPointF(middle.x(), area.bottom()),
        QPointF(area.left(), middle.y()),
    )
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()
    return path


def badge_path(shape: int, area: QRectF) -> QPainterPath:
    """Return the outline of a tier shape: 0 circle, 1 shield, 2 diamond, 3 star; others are circles."""
    match shape:
        case 1:
            return _shield(area)
        case 2:
            return _diamond(area)
        case 3:
            return _star(area)
        case _:
            path = QPainterPath()
            path.addEllipse(area)
            return path


class Badge(QWidget):
    """A tier's shape with its letter."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._shape = 0
        self._letter = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(self.look.px(34), self.look.px(34))

    def show_tier(self, shape: int, letter: str, name: str) -> None:
        """Show a tier."""
        if (shape, letter) != (self._shape, self._letter):
            self._shape, self._letter = shape, letter
            self.update()
        self.setAccessibleName(name)
        self.setToolTip(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shape, then the letter."""
        tiers = self.look.palette.tiers
        colour = tiers[self._shape % len(tiers)]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour(colour.fill))
        painter.drawPath(badge_path(self._shape, self.rect().toRectF().adjusted(1, 1, -1, -1)))
        painter.setPen(self.look.colour(colour.letter))
        painter.setFont(self.look.font(tokens.BODY, tokens.BOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter[:2])
        painter.end()

"""The order in which Tab visits what can be pressed: as one reads, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW_PX = 24
"""Tops that differ by less stand in the same row."""


def stops(page: QWidget, parts: Sequence[QWidget]) -> list[QWidget]:
    """Return what Tab visits on a page: in the order of its parts, inside a part row by row in reading direction."""
    mirrored = page.isRightToLeft()

    def place(widget: QWidget) -> tuple[int, int]:
        corner = widget.mapTo(page, QPoint())
        left = corner.x() if not mirrored else -corner.x() - widget.width()
        return (corner.y() + widget.height() // 2) // _ROW_PX, left

    found: list[QWidget] = []
    for part in parts:
        inside = [
            widget
            for widget in part.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisibleTo(page)
            and widget.isEnabled()
        ]
        found += sorted(inside, key=place)
    return found


def step(page: QWidget, parts: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the focus to the next stop, or the one before; tell whether there was any."""
    order = stops(page, parts)
    if not order:
        return False
    focused = page.focusWidget()
    at = order.index(focused) + (1 if forward else -1) if focused in order else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stop = order[at % len(order)]
    stop.setFocus(reason)
    _scroll_to(stop)
    return True


def _scroll_to(stop: QWidget) -> None:
    around = stop.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(stop)
        around = around.parentWidget()

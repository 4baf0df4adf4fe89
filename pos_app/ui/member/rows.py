"""Rows of the member pane as widgets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.kit.bar import Bar
from pos_app.ui.kit.bubble import answer
from pos_app.ui.kit.button import Button, Kind
from pos_app.ui.kit.labels import END, Label
from pos_app.ui.theme import tokens
from pos_app.ui.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.ui.member.state import Row, Section
    from pos_app.ui.theme.look import Look


def section_widget(
    look: Look,
    section: Section,
    pressed: Callable[[str], None],
    told: Callable[[str, QPoint], object] = lambda why, place: None,
) -> QWidget:
    """Return a section: its title, then its rows; `told` hears what a row has to say about its figure."""
    box = QWidget()
    rows = QVBoxLayout(box)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(look.px(2))
    if section.title:
        rows.addWidget(
            Label(
                look,
                section.title,
                size=tokens.CAPTION,
                weight=tokens.SEMIBOLD,
                colour=look.palette.accent_text,
            )
        )
    for row in section.rows:
        widget = _row_widget(look, row, pressed)
        if row.why:
            widget.setAccessibleDescription(row.why)
            answer(widget, partial(str, row.why), told)
        rows.addWidget(widget)
    return box


def _row_widget(look: Look, row: Row, pressed: Callable[[str], None]) -> QWidget:
    box = QWidget()
    across = QHBoxLayout(box)
    across.setContentsMargins(0, look.px(3), 0, look.px(3))
    across.setSpacing(look.px(10))
    texts = QVBoxLayout()
    texts.setSpacing(look.px(3))
    ink = look.palette.text if row.tone is Tone.NEUTRAL else look.signal(row.tone).text
    texts.addStretch(1)
    text_ink = ink if row.tone is Tone.BAD else look.palette.text
    texts.addWidget(Label(look, row.text, size=tokens.BODY, colour=text_ink, shrinks_to=86))
    if row.percent is not None:
        texts.addWidget(Bar(look, row.percent))
    if row.detail:
        texts.addWidget(
            Label(look, row.detail, size=tokens.CAPTION, colour=look.palette.text_soft, grows=True)
        )
    texts.addStretch(1)
    across.addLayout(texts, 1)
    if row.value:
        value = Label(look, row.value, size=tokens.BODY, weight=tokens.SEMIBOLD, colour=ink, align=END)
        value.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        across.addWidget(value, 0, Qt.AlignmentFlag.AlignVCenter)
    if row.action:
        button = Button(look, row.label, Kind.SOFT, name=f"{row.label} {row.text}")
        button.setEnabled(row.enabled)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: pressed(row.action))
        across.addWidget(button)
    return box

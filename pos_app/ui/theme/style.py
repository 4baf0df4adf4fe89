"""The style sheet of all windows, written from the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

from pos_app.ui.theme import tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from pos_app.ui.theme.look import Look


def style_sheet(look: Look) -> str:
    """Return the style sheet for what Qt paints; our own controls paint themselves from the same tokens."""
    p = look.palette
    radius = look.px(tokens.RADIUS)
    bar = look.px(10)
    return f"""
#floating {{ background: {p.surface_1}; border: 1px solid {p.edge}; border-radius: {radius}px; }}
QLineEdit {{
  background: transparent; border: 0; color: {p.text}; padding: 0;
  selection-background-color: {p.accent}; selection-color: {p.on_accent};
}}
QLabel {{ background: transparent; color: {p.text}; }}
QTableView {{ background: {p.surface_1}; border: 0; outline: 0; }}
QScrollArea, #scrolled {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: {bar}px; margin: 2px; }}
QScrollBar::handle {{
  background: {p.edge}; border-radius: {max(1, (bar - 4) // 2)}px; min-height: 48px; min-width: 48px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {p.surface_1}; color: {p.text}; border: 1px solid {p.edge}; padding: 4px; }}
"""


def qt_palette(look: Look) -> QPalette:
    """Return Qt's palette in the theme's colours, for whatever the style sheet does not name."""
    p = look.palette
    palette = QPalette()
    for role, value in (
        (QPalette.ColorRole.Window, p.surface_0),
        (QPalette.ColorRole.WindowText, p.text),
        (QPalette.ColorRole.Base, p.surface_1),
        (QPalette.ColorRole.AlternateBase, p.surface_2),
        (QPalette.ColorRole.Text, p.text),
        (QPalette.ColorRole.PlaceholderText, p.text_soft),
        (QPalette.ColorRole.Button, p.surface_2),
        (QPalette.ColorRole.ButtonText, p.text),
        (QPalette.ColorRole.Highlight, p.accent),
        (QPalette.ColorRole.HighlightedText, p.on_accent),
        (QPalette.ColorRole.ToolTipBase, p.surface_1),
        (QPalette.ColorRole.ToolTipText, p.text),
    ):
        palette.setColor(role, QColor(value))
    return palette


def wear(application: QApplication, look: Look) -> None:
    """Dress the whole application in this look."""
    application.setStyle("Fusion")
    application.setPalette(qt_palette(look))
    application.setFont(look.font(tokens.BODY))
    application.setStyleSheet(style_sheet(look))

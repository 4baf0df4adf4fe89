"""A backtest as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from pos_app.insights.backtest import Backtest
from pos_app.kernel.messages import Translate

WIDTH, HEIGHT = 960, 480
LEFT, TOP, BOTTOM = 90, 70, 50
COLOURS = ("#1b6ec2", "#d9822b")
"""Told apart by people who see no red or no green, too."""
STEPS = 4


def chart(results: Sequence[Backtest], translate: Translate) -> str:
    """Return an SVG with a group of bars per month: what each program gives away in money."""
    months = sorted({month for result in results for month in result.months})
    most = max((result.months[month].given_minor for result in results for month in months), default=0) or 1
    high, wide = HEIGHT - TOP - BOTTOM, WIDTH - LEFT - 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 28, translate("backtest.chart"), 20, "start"),
    ]
    for place, result in enumerate(results):
        x = LEFT + place * (wide // max(len(results), 1))
        parts.append(f'<rect x="{x}" y="40" width="14" height="14" fill="{COLOURS[place]}"/>')
        parts.append(_text(x + 20, 52, result.name, 14, "start"))
    for step in range(STEPS + 1):
        y = TOP + high - high * step // STEPS
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{LEFT + wide}" y2="{y}" stroke="#d0d0d0"/>')
        parts.append(
            _text(LEFT - 8, y + 4, translate("backtest.money", amount_minor=most * step // STEPS), 12, "end")
        )
    group = wide // max(len(months), 1)
    thick = max(2, group * 7 // 10 // max(len(results), 1))
    for number, month in enumerate(months):
        for place, result in enumerate(results):
            tall = max(0, result.months[month].given_minor) * high // most
            x = LEFT + number * group + group * 15 // 100 + place * thick
            parts.append(
                f'<rect x="{x}" y="{TOP + high - tall}" width="{thick}" height="{tall}" fill="{COLOURS[place]}"/>'
            )
        parts.append(_text(LEFT + number * group + group // 2, HEIGHT - BOTTOM + 20, month, 12, "middle"))
    return "\n".join([*parts, "</svg>", ""])


def _text(x: int, y: int, text: str, size: int, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="#202020">{escape(text)}</text>'

"""What the pane of the exchange shows, ready for eyes. No Qt here."""

from __future__ import annotations

import msgspec

from pos_app.ui.tone import Tone


class Figure(msgspec.Struct, frozen=True):
    """A label with what it stands for."""

    label: str
    value: str
    tone: Tone = Tone.NEUTRAL


class KeptRow(msgspec.Struct, frozen=True):
    """A record that the server cannot apply; `seen` says who has looked at it, empty while nobody has."""

    event: str
    title: str
    reason: str
    seen: str = ""


class Line(msgspec.Struct, frozen=True):
    """A sentence with a figure behind it."""

    text: str
    amount: str = ""
    tone: Tone = Tone.NEUTRAL


class ExchangeState(msgspec.Struct, frozen=True):
    """The pane from top to bottom; an empty title leaves a section away.

    `problem` is what holds records back; `extend` the label of the button that asks a manager for more, if it helps.
    """

    title: str = ""
    lead: str = ""
    figures: tuple[Figure, ...] = ()
    problem: str = ""
    tone: Tone = Tone.WARN
    can_try: bool = True
    extend: str = ""
    report_title: str = ""
    report: tuple[Line, ...] = ()
    kept_title: str = ""
    kept: tuple[KeptRow, ...] = ()
    queue_title: str = ""
    queue: tuple[Line, ...] = ()

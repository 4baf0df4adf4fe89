"""What the return pane shows, ready for eyes. No Qt here."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.ui.tone import Tone


class Stage(StrEnum):
    """The steps of a return; each has one thing to do."""

    FIND = "find"
    CHOOSE = "choose"
    PREVIEW = "preview"


class SaleRow(msgspec.Struct, frozen=True):
    """An earlier sale to choose: `when` in words, `member` masked or empty, `note` such as partly returned."""

    receipt_number: str
    when: str
    member: str
    amount: str
    note: str = ""


class PickRow(msgspec.Struct, frozen=True):
    """A line of the earlier sale: `sold` says what was sold and came back before, `picked` what comes back now."""

    line_no: int
    name: str
    sold: str
    picked: str
    amount: str
    can_more: bool
    can_less: bool
    chosen: bool = False
    why: str = ""


class Choice(msgspec.Struct, frozen=True):
    """One of several answers, such as a reason."""

    name: str
    label: str
    chosen: bool = False


class PreviewRow(msgspec.Struct, frozen=True):
    """A sentence of the preview with its figure, `strong` for the sum."""

    text: str
    amount: str = ""
    tone: Tone = Tone.NEUTRAL
    strong: bool = False
    why: str = ""


class ReturnState(msgspec.Struct, frozen=True):
    """The pane in one of its stages. `problem` says what was refused; `lead` what to do now.

    `next_label` is what the main button does; it stands still while `can_next` is off.
    """

    stage: Stage = Stage.FIND
    title: str = ""
    lead: str = ""
    problem: str = ""
    tone: Tone = Tone.BAD
    sales: tuple[SaleRow, ...] = ()
    picks: tuple[PickRow, ...] = ()
    reasons: tuple[Choice, ...] = ()
    preview: tuple[PreviewRow, ...] = ()
    next_label: str = ""
    can_next: bool = False
    can_void: bool = False
    can_without: bool = False
    can_all: bool = False
    all_chosen: bool = False

"""What the member pane shows, ready for eyes. No Qt here."""

from __future__ import annotations

import msgspec

from pos_app.ui.tone import Tone


class Tab(msgspec.Struct, frozen=True):
    """One page of the pane."""

    tab_id: str
    label: str
    selected: bool = False


class Row(msgspec.Struct, frozen=True):
    """One line: `text` with `detail` under it, a figure at the end, a bar of `percent` (None: no bar).

    `action` names the intent of its button (empty: none), which `label` stands on; one that is not `enabled` is shown
    and cannot be pressed.
    """

    text: str
    value: str = ""
    detail: str = ""
    action: str = ""
    label: str = ""
    enabled: bool = True
    percent: int | None = None
    tone: Tone = Tone.NEUTRAL
    why: str = ""
    """Where the figure comes from, told on a long press."""


class Section(msgspec.Struct, frozen=True):
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


class FormField(msgspec.Struct, frozen=True):
    """A field to type into; `text` is put into it when the form opens."""

    field_id: str
    caption: str
    text: str = ""


class Form(msgspec.Struct, frozen=True):
    """A question with fields (perhaps none): `action` answers it with yes, the other button drops it."""

    form_id: str
    title: str
    action: str
    label: str
    fields: tuple[FormField, ...] = ()
    detail: tuple[str, ...] = ()
    problem: str = ""
    can_submit: bool = True
    loud: bool = False
    """True where yes cannot be taken back."""


class MemberPaneState(msgspec.Struct, frozen=True):
    """The whole pane; `message` says what came of the last press."""

    name: str = ""
    tier_name: str = ""
    tier_letter: str = ""
    tier_shape: int = 0
    balance: str = ""
    tabs: tuple[Tab, ...] = ()
    sections: tuple[Section, ...] = ()
    form: Form | None = None
    message: str = ""
    tone: Tone = Tone.NEUTRAL
    balance_why: str = ""
    tier_why: str = ""

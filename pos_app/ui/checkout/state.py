"""What the checkout screen shows, as frozen values that are ready for eyes.

Every text is already translated, every figure already formatted: the screen paints, it never computes.
No Qt here.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from pos_app.ui.tone import Tone


class Mode(StrEnum):
    """What the right-hand side is for."""

    SELLING = "selling"
    PAYING = "paying"
    DONE = "done"
    """The last tender was taken: the change stays until the next scan."""


class RowNote(msgspec.Struct, frozen=True):
    """A second row under a line: an adjustment with its amount, or a remark."""

    text: str
    amount: str = ""
    tone: Tone = Tone.NEUTRAL
    why: str = ""


class LineRow(msgspec.Struct, frozen=True):
    """One row of the sale. An `unsold` row is a refused scan that must be dismissed before payment."""

    line_no: int
    quantity: str
    name: str
    unit_price: str
    amount: str
    points: str = ""
    notes: tuple[RowNote, ...] = ()
    selected: bool = False
    unsold: bool = False
    why: str = ""
    returned: bool = False
    """Goods that come back: the row can be taken off, its quantity is chosen in the return pane."""


class RewardButton(msgspec.Struct, frozen=True):
    """A reward: `label` such as `5.00 off`, `cost` such as `500 p`, `used` times chosen.

    Not usable ones say why in `why_not`.
    """

    reward_id: str
    label: str
    cost: str
    usable: bool
    used: int = 0
    why_not: str = ""


class MemberBanner(msgspec.Struct, frozen=True):
    """The member strip: `tier_letter` in a badge of `tier_shape` (0 circle, 1 shield, 2 diamond, 3 star)."""

    masked_name: str
    tier_name: str
    tier_letter: str
    tier_shape: int
    balance: str
    as_of: str
    earning: str
    nudge: str
    rewards: tuple[RewardButton, ...] = ()
    cut_off: bool = False
    """While the server is away how old the points are is worth more room than what the badge says already."""


class QuickKey(msgspec.Struct, frozen=True):
    """A product key: `number` is the product's number."""

    number: str
    label: str
    price: str = ""


class SearchRow(msgspec.Struct, frozen=True):
    """A result under the entry field while typing."""

    number: str
    name: str
    price: str
    detail: str = ""


class QuickAmount(msgspec.Struct, frozen=True):
    """A cash button in payment."""

    label: str
    amount_minor: int
    exact: bool = False


class TenderRow(msgspec.Struct, frozen=True):
    """A tender taken, with a way back."""

    tender_no: int
    label: str
    amount: str
    can_take_back: bool = True


class Tile(msgspec.Struct, frozen=True):
    """The big tile at the lower right: total, still due, or change due."""

    caption: str
    amount: str
    mode: Mode
    why: str = ""


class Hint(msgspec.Struct, frozen=True):
    """What the entry field understood before Enter."""

    text: str = ""
    tone: Tone = Tone.NEUTRAL


class Notice(msgspec.Struct, frozen=True):
    """The line under the entry field: what was refused or needs an answer; it never takes a key press.

    `action` names the intent of its button (empty = none): enrol, confirm_cancel, resume_draft, drop_draft,
    retry_print, copy_print, confirm_quantity.
    """

    text: str
    tone: Tone = Tone.BAD
    action: str = ""
    action_label: str = ""
    second_action: str = ""
    second_label: str = ""


class LastItem(msgspec.Struct, frozen=True):
    """The card that names the last item sold."""

    name: str = ""
    amount: str = ""


class Status(msgspec.Struct, frozen=True):
    """The strip at the bottom."""

    message: str = ""
    printer: str = ""
    printer_tone: Tone = Tone.NEUTRAL
    cashier: str = ""
    time: str = ""
    exchange: str = ""
    """How the till stands to its server, nothing for a till on its own."""
    exchange_tone: Tone = Tone.NEUTRAL


class State(msgspec.Struct, frozen=True):
    """The whole screen."""

    shop: str
    terminal: str
    mode: Mode
    rows: tuple[LineRow, ...] = ()
    last_item: LastItem = LastItem()
    member: MemberBanner | None = None
    quick_keys: tuple[QuickKey, ...] = ()
    search: tuple[SearchRow, ...] = ()
    search_selected: int = 0
    hint: Hint = Hint()
    notice: Notice | None = None
    quick_amounts: tuple[QuickAmount, ...] = ()
    tenders: tuple[TenderRow, ...] = ()
    tile: Tile = Tile("", "", Mode.SELLING)
    items: str = "0"
    saved: str = ""
    tax: str = ""
    last_change: str = ""
    paying_out: bool = False
    """Money goes back to the customer."""
    can_pay: bool = False
    can_undo: bool = False
    can_cancel: bool = False
    can_reprint: bool = False
    sounds_on: bool = True
    status: Status = Status()

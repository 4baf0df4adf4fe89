"""One printer of the printer table."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class CutKind(StrEnum):
    """How a printer cuts: the feed kinds bring the last line past the knife by themselves."""

    FEED_PARTIAL = "feed_partial"
    FEED_FULL = "feed_full"
    PARTIAL = "partial"
    FULL = "full"
    NONE = "none"


class QrKind(StrEnum):
    """Who draws QR codes: the printer, we as an image, nobody."""

    NATIVE = "native"
    RASTER = "raster"
    NONE = "none"


class BeeperKind(StrEnum):
    """Which command sounds the beeper."""

    NONE = "none"
    ESC_B = "esc_b"
    EPSON = "epson"


class Confirm(StrEnum):
    """How a printer tells that a job was processed: in-line status, process id, not at all."""

    STATUS = "status"
    PROCESS_ID = "process_id"
    NONE = "none"


class CodePage(msgspec.Struct, frozen=True):
    """The `number` for ESC t that selects what Python calls `codec`; numbers differ by maker."""

    number: int
    codec: str


class DrawerPulse(msgspec.Struct, frozen=True):
    """The pulse that opens the drawer: connector `pin` 2 or 5, on and off times in milliseconds."""

    pin: int = 2
    on_ms: int = 50
    off_ms: int = 500


class PrinterEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one model of printer can do.

    `dots` across the paper, `columns` of its normal font, `small_columns` of its second font (0 = it has
    none), `feed_lines` before a cut that does not feed by itself. `code_pages` in order of preference.
    `multibyte` printers start in a Chinese mode that must be switched off. `status` says whether it answers
    real-time questions at all; `can_mute_real_time` whether it knows GS ( D.
    """

    name: str
    dots: int
    columns: int
    code_pages: tuple[CodePage, ...]
    small_columns: int = 0
    cut: CutKind = CutKind.FEED_PARTIAL
    feed_lines: int = 5
    qr: QrKind = QrKind.NATIVE
    barcode: bool = True
    beeper: BeeperKind = BeeperKind.NONE
    confirm: Confirm = Confirm.STATUS
    status: bool = True
    multibyte: bool = False
    can_mute_real_time: bool = False
    drawer: DrawerPulse = DrawerPulse()

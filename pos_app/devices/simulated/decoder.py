"""ESC/POS commands carried out on simulated paper."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.devices.escpos.commands import TEXT, Command
from pos_app.devices.escpos.entry import PrinterEntry
from pos_app.devices.simulated.barcode_data import barcode_text
from pos_app.devices.simulated.paper import (
    Paper,
    Printed,
    PrintedBars,
    PrintedFeed,
    PrintedLine,
    PrintedQr,
    PrintedRaster,
    Span,
)
from pos_app.receipts.document import PLAIN, Align, Style

LINE_DOTS = 30
_ALIGNS = (Align.LEFT, Align.CENTER, Align.RIGHT)
_QR_ERRORS = {48: "l", 49: "m", 50: "q", 51: "h"}


class Decoder:
    """One printer's state between commands: code page, style, what is on the line, what is on the paper."""

    def __init__(self, entry: PrinterEntry) -> None:
        """Decode for table entry `entry`: its code page numbers, its width."""
        self._entry = entry
        self._codecs = {page.number: page.codec for page in entry.code_pages}
        self._steps: dict[str, Callable[[bytes], None]] = {
            TEXT: self._text,
            "LF": lambda _: self._end_line(),
            "ESC @": lambda _: self._reset(),
            "ESC t": self._page,
            "ESC a": self._align,
            "ESC E": self._bold,
            "ESC M": self._font,
            "GS !": self._size,
            "ESC d": lambda args: self._feed(args[0] * LINE_DOTS),
            "ESC J": lambda args: self._feed(args[0]),
            "GS W": lambda args: setattr(self, "_area_dots", int.from_bytes(args, "little")),
            "GS h": lambda args: setattr(self, "_bar_height", args[0]),
            "GS w": lambda args: setattr(self, "_bar_module", args[0]),
            "GS H": lambda args: setattr(self, "_bar_text", args[0] in (2, 3, 50, 51)),
            "GS k": self._bars,
            "GS ( k": self._qr,
            "GS v 0": self._raster,
            "GS V": self._cut,
            "ESC p": lambda _: self.pulse(),
        }
        self.papers: list[Paper] = []
        self.pulses = 0
        self.cuts = 0
        self._items: list[Printed] = []
        self._reset()

    def carry_out(self, command: Command) -> None:
        """Carry out one command; one that is unknown here is passed over, as printers do."""
        step = self._steps.get(command.name)
        if step is not None:
            step(command.args)

    def pulse(self) -> None:
        """Open the drawer."""
        self.pulses += 1

    def tear_off(self, *, is_cut: bool = False) -> None:
        """End the piece of paper, if anything is on it."""
        if self._spans:
            self._end_line()
        if self._items:
            entry = self._entry
            paper = Paper(self._area_dots, self._columns(), entry.small_columns, tuple(self._items), is_cut)
            self.papers.append(paper)
        self._items = []

    def _reset(self) -> None:
        self._codec = self._entry.code_pages[0].codec
        self._style = PLAIN
        self._align_now = Align.LEFT
        self._spans: list[Span] = []
        self._used_dots = 0
        self._area_dots = self._entry.dots
        self._bar_height, self._bar_module, self._bar_text = 162, 3, False
        self._qr_module, self._qr_error, self._qr_data = 3, "l", b""

    def _columns(self) -> int:
        return self._entry.columns * self._area_dots // self._entry.dots

    def _text(self, args: bytes) -> None:
        """Put characters on the line, going on to the next one at the edge of the paper."""
        per_line = self._entry.small_columns if self._style.small else self._entry.columns
        char_dots = self._entry.dots // per_line * (2 if self._style.wide else 1)
        for char in args.decode(self._codec, "replace"):
            if self._used_dots + char_dots > self._area_dots:
                self._end_line()
            self._used_dots += char_dots
            if self._spans and self._spans[-1].style == self._style:
                self._spans[-1] = Span(self._spans[-1].text + char, self._style)
            else:
                self._spans.append(Span(char, self._style))

    def _end_line(self) -> None:
        self._items.append(PrintedLine(tuple(self._spans), self._align_now))
        self._spans = []
        self._used_dots = 0

    def _page(self, args: bytes) -> None:
        self._codec = self._codecs.get(args[0], self._entry.code_pages[0].codec)

    def _align(self, args: bytes) -> None:
        if not self._spans and args[0] % 48 < len(_ALIGNS):  # in the middle of a line it is ignored
            self._align_now = _ALIGNS[args[0] % 48]

    def _bold(self, args: bytes) -> None:
        self._style = Style(bool(args[0] & 1), self._style.wide, self._style.tall, self._style.small)

    def _font(self, args: bytes) -> None:
        is_small = bool(args[0] & 1) and bool(self._entry.small_columns)
        self._style = Style(self._style.bold, self._style.wide, self._style.tall, is_small)

    def _size(self, args: bytes) -> None:
        wide, tall = bool(args[0] & 0x70), bool(args[0] & 0x07)
        self._style = Style(self._style.bold, wide, tall, self._style.small)

    def _feed(self, dots: int) -> None:
        if self._spans:
            self._end_line()
        self._items.append(PrintedFeed(dots))

    def _bars(self, args: bytes) -> None:
        found = barcode_text(args[0], args[1:])
        if found is not None:
            text, kind = found
            self._items.append(
                PrintedBars(text, kind, self._bar_module, self._bar_height, self._bar_text, self._align_now)
            )

    def _qr(self, args: bytes) -> None:
        if len(args) < 3 or args[0] != 0x31:
            return
        function, rest = args[1], args[2:]
        if function == 67:
            self._qr_module = rest[0]
        elif function == 69:
            self._qr_error = _QR_ERRORS.get(rest[0], "l")
        elif function == 80:
            self._qr_data = rest[1:]
        elif function == 81 and self._qr_data:
            self._items.append(PrintedQr(self._qr_data, self._qr_module, self._qr_error, self._align_now))

    def _raster(self, args: bytes) -> None:
        width_bytes = int.from_bytes(args[1:3], "little")
        self._items.append(PrintedRaster(width_bytes, args[5:], self._align_now))

    def _cut(self, args: bytes) -> None:
        if self._spans:
            self._end_line()
        if args[0] in (65, 66, 97, 98):
            self._feed(4 * LINE_DOTS)
        self.cuts += 1
        self.tear_off(is_cut=True)

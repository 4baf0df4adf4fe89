"""One shop's settings: what `shop.toml` in its data folder says."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.limits import (
    KEYBOARD_LAYOUTS_MAX,
    SCAN_GAP_MS,
    SCAN_GAP_MS_MAX,
    SCAN_GAP_MS_MIN,
    SCAN_LENGTH_MAX,
    SCAN_LENGTH_MIN,
    SCAN_MARK_LENGTH_MAX,
    SCREEN_SCALE_MAX,
    SCREEN_SCALE_MIN,
    SETTINGS_BYTES_MAX,
)
from pos_app.kernel.money import Rate
from pos_app.loyalty.problems import Finding, ProgramProblem
from pos_app.loyalty.table import Table, exact_rate
from pos_app.loyalty.toml_text import placed, read_values
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.shop_settings import read_shop

SETTINGS_FILE = "shop.toml"
_BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)


class PrinterKind(StrEnum):
    """How the printer is reached."""

    SIMULATED = "simulated"
    TCP = "tcp"
    SERIAL = "serial"
    FILE = "file"


class SerialFlow(StrEnum):
    """How a serial printer says that it is busy."""

    RTS_CTS = "rts_cts"
    XON_XOFF = "xon_xoff"
    NONE = "none"


class Theme(StrEnum):
    """Colours of the screen; `system` follows the desktop."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class ScanSuffix(StrEnum):
    """What a scanner types behind a code."""

    ENTER = "enter"
    TAB = "tab"
    NONE = "none"


class PrinterSettings(msgspec.Struct, frozen=True):
    """Where the printer is: `host`, `port` for tcp, `device` with `baud`, `flow` for serial, `device` for a file.

    `model` is a table entry under `resources/printers`; `drawer` tells whether a cash drawer hangs on it.
    """

    kind: PrinterKind = PrinterKind.SIMULATED
    model: str = "epson-80"
    host: str = ""
    port: int = 9100
    device: str = ""
    baud: int = 19200
    flow: SerialFlow = SerialFlow.RTS_CTS
    drawer: bool = True


class ScreenSettings(msgspec.Struct, frozen=True):
    """How the screen looks, speaks, sounds; `volume_percent` 0-100, `keyboards` layouts of the on-screen keyboard."""

    language: str = "en"
    theme: Theme = Theme.SYSTEM
    scale: Rate = Rate(1)
    sounds: bool = True
    volume_percent: int = 70
    keyboards: tuple[str, ...] = ("en",)


class ScannerSettings(msgspec.Struct, frozen=True):
    """What tells a scan from typing: marks around it, `gap_ms` between keys, a length; `device` is a serial port."""

    prefix: str = ""
    suffix: ScanSuffix = ScanSuffix.ENTER
    gap_ms: int = SCAN_GAP_MS
    least_length: int = SCAN_LENGTH_MIN
    device: str = ""
    baud: int = 9600


class Settings(msgspec.Struct, frozen=True):
    """Everything a shop decides; `program` is a name under `resources/programs` or a .toml file in the data folder."""

    shop: ShopProfile
    program: str = "corner-shop"
    printer: PrinterSettings = PrinterSettings()
    screen: ScreenSettings = ScreenSettings()
    scanner: ScannerSettings = ScannerSettings()


class SettingsDamaged(Refused):
    """The settings cannot be used; `problems` are all of them in order of their lines."""

    def __init__(self, file: str, problems: tuple[ProgramProblem, ...]) -> None:
        super().__init__("settings.damaged", file=file, line=problems[0].line, count=len(problems))
        self.problems = problems


def load_settings(folder: Path) -> Settings:
    """Read `shop.toml` of a data folder; the file is never written.

    Raises SettingsDamaged, Refused `settings.missing`, Unavailable `settings.unreadable`.
    """
    path = folder / SETTINGS_FILE
    try:
        with path.open("rb") as file:
            data = file.read(SETTINGS_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise Refused("settings.missing", file=SETTINGS_FILE, folder=str(folder)) from error
    except OSError as error:
        raise Unavailable("settings.unreadable", file=str(path), detail=error.strerror or "") from error
    return read_settings(data, str(path))


def read_settings(data: bytes | str, file: str = SETTINGS_FILE) -> Settings:
    """Return what the text of a settings file says; raises SettingsDamaged with every problem, its line, its key."""
    values = read_values(data, SETTINGS_BYTES_MAX)
    if isinstance(values, tuple):
        raise SettingsDamaged(file, values)
    found: list[Finding] = []
    root = Table(values, (), found)
    settings = Settings(
        shop=read_shop(root),
        program=_program(root.table("loyalty")),
        printer=_printer(root.table("printer")),
        screen=_screen(root.table("screen")),
        scanner=_scanner(root.table("scanner")),
    )
    root.close()
    if found:
        raise SettingsDamaged(file, placed(data, found))
    return settings


def _program(table: Table) -> str:
    name = table.text("program", "corner-shop")
    table.close()
    outside = PureWindowsPath(name).drive or name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts
    if outside:
        table.problem("program", "settings.outside", value=name)
    return name


def _printer(table: Table) -> PrinterSettings:
    usual = PrinterSettings()
    read = PrinterSettings(
        kind=table.choice("kind", usual.kind),
        model=table.text("model", usual.model),
        host=table.text("host", ""),
        port=table.whole("port", usual.port, 1, 65_535),
        device=table.text("device", ""),
        baud=table.whole("baud", usual.baud, _BAUDS[0], _BAUDS[-1]),
        flow=table.choice("flow", usual.flow),
        drawer=table.flag("drawer", usual.drawer),
    )
    table.close()
    if read.baud not in _BAUDS:
        table.problem("baud", "program.one_of", value=read.baud, choices=", ".join(map(str, _BAUDS)))
    if read.kind is PrinterKind.TCP and not read.host:
        table.problem("host", "settings.needs", kind=read.kind)
    if read.kind in (PrinterKind.SERIAL, PrinterKind.FILE) and not read.device:
        table.problem("device", "settings.needs", kind=read.kind)
    return read


def _screen(table: Table) -> ScreenSettings:
    usual = ScreenSettings()
    scale = table.number("scale", 2, SCREEN_SCALE_MIN, SCREEN_SCALE_MAX)
    keyboards = table.texts("keyboards")
    read = ScreenSettings(
        language=table.text("language", usual.language),
        theme=table.choice("theme", usual.theme),
        scale=usual.scale if scale is None else exact_rate(scale),
        sounds=table.flag("sounds", usual.sounds),
        volume_percent=table.whole("volume", usual.volume_percent, 0, 100),
        keyboards=keyboards or usual.keyboards,
    )
    table.close()
    if len(keyboards) > KEYBOARD_LAYOUTS_MAX:
        table.problem("keyboards", "program.list_long", most=KEYBOARD_LAYOUTS_MAX)
    return read


def _scanner(table: Table) -> ScannerSettings:
    usual = ScannerSettings()
    read = ScannerSettings(
        prefix=table.text("prefix", "", SCAN_MARK_LENGTH_MAX),
        suffix=table.choice("suffix", usual.suffix),
        gap_ms=table.whole("gap_ms", usual.gap_ms, SCAN_GAP_MS_MIN, SCAN_GAP_MS_MAX),
        least_length=table.whole("least_length", usual.least_length, 1, SCAN_LENGTH_MAX),
        device=table.text("device", ""),
        baud=table.whole("baud", usual.baud, _BAUDS[0], _BAUDS[-1]),
    )
    table.close()
    if read.baud not in _BAUDS:
        table.problem("baud", "program.one_of", value=read.baud, choices=", ".join(map(str, _BAUDS)))
    return read

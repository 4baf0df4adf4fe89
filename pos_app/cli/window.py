"""What the window is given: looks from the settings, ways to the till, to lanes, to crash reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.kernel.money import divide
from pos_app.kernel.notation import figures_of
from pos_app.runtime.crash import CrashReports, watch_crashes
from pos_app.runtime.paths import resource_path
from pos_app.runtime.settings import ScannerSettings, ScanSuffix, Settings, Theme
from pos_app.runtime.system_clock import SystemClock
from pos_app.runtime.texts import load_translator
from pos_app.ui.scan_burst import ScanRules
from pos_app.ui.till import Deliver, StoppableLane, StoppableSounds, Till, WindowSetup

if TYPE_CHECKING:
    from pos_app.terminal import Terminal

_THEMES = {Theme.LIGHT: False, Theme.DARK: True, Theme.SYSTEM: None}


def window_setup(
    folder: Path,
    settings: Settings,
    *,
    use_keyring: bool = True,
    opened: Callable[[Terminal], None] | None = None,
) -> WindowSetup:
    """Return how the window of this shop looks, with the ways it needs; `opened` hears of the till."""
    reports = CrashReports(folder, SystemClock())
    translate = load_translator(settings.screen.language, settings.shop)

    def open_till() -> Till:
        from pos_app.retail.codes import prepare
        from pos_app.terminal import build  # databases, printers, templates: after the first frame

        prepare(settings.shop)
        till = build(folder, settings=settings, use_keyring=use_keyring)
        if opened is not None:
            opened(till)
        return till

    def record_bug(error: BaseException) -> str:
        written = reports.write(error)
        return str(written) if written is not None else type(error).__name__

    screen, shop = settings.screen, settings.shop
    return WindowSetup(
        shop=shop,
        resources=resource_path(),
        translate=translate,
        open_till=open_till,
        make_lane=_make_lane,
        make_sounds=lambda: _make_sounds(screen.volume_percent),
        record_bug=record_bug,
        watch_bugs=watch_crashes,
        decimal_mark=figures_of(shop.locale, shop.zone, shop.currency.digits).decimal_mark,
        keyboards=screen.keyboards,
        dark=_THEMES[screen.theme],
        scale_percent=divide(screen.scale.numerator * 100, screen.scale.denominator),
        sounds_on=screen.sounds,
        rules=scan_rules(settings.scanner, shop.card_patterns),
        start_scanner=_scanner_starter(settings.scanner),
    )


def scan_rules(scanner: ScannerSettings, card_patterns: tuple[str, ...] = ()) -> ScanRules:
    """Return how the shop's scanner types."""
    return ScanRules(
        max_gap_ms=scanner.gap_ms,
        min_length=scanner.least_length,
        prefix=scanner.prefix,
        has_suffix=scanner.suffix is not ScanSuffix.NONE,
        cards=card_patterns,
    )


def _make_lane(name: str, deliver: Deliver) -> StoppableLane:
    from pos_app.runtime.lanes import WorkerLane

    return WorkerLane(name, deliver)


def _make_sounds(volume_percent: int) -> StoppableSounds:
    from pos_app.devices.speaker import Speaker

    return Speaker(volume_percent)


def _scanner_starter(
    scanner: ScannerSettings,
) -> Callable[[Callable[[str], None]], Callable[[], object]] | None:
    if not scanner.device:
        return None

    def start(scanned: Callable[[str], None]) -> Callable[[], object]:
        from pos_app.devices.serial_scanner import SerialScanner

        return SerialScanner(scanner.device, scanner.baud, scanned).stop

    return start

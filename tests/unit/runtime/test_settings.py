"""A shop's settings: read whole, or every mistake at its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.kernel.errors import Refused, Unavailable
from pos_app.kernel.limits import SETTINGS_BYTES_MAX
from pos_app.kernel.money import Rate
from pos_app.runtime.paths import resource_path
from pos_app.runtime.settings import (
    SETTINGS_FILE,
    PrinterKind,
    PrinterSettings,
    ScannerSettings,
    ScanSuffix,
    ScreenSettings,
    SerialFlow,
    SettingsDamaged,
    Theme,
    load_settings,
    read_settings,
)

LEAST = """
[shop]
name = "Shop"
currency = "EUR"
region = "DE"
zone = "Europe/Berlin"
[[tax.class]]
name = "standard"
label = "A"
percent = 19
"""


def found(text: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(SettingsDamaged) as damaged:
        read_settings(text)
    assert damaged.value.message.params["count"] == len(damaged.value.problems)
    return [(one.line, one.key, one.message.code) for one in damaged.value.problems]


def test_the_least_a_shop_must_say() -> None:
    settings = read_settings(LEAST)
    assert settings.shop.tax.classes[0].rate == Rate(19, 100)
    assert (settings.program, settings.printer) == ("corner-shop", PrinterSettings())
    assert (settings.screen, settings.scanner) == (ScreenSettings(), ScannerSettings())


def test_the_demo_shops_file() -> None:
    """The file that comes along is an example of everything, without a mistake."""
    settings = read_settings(resource_path("shop", "shop.toml").read_bytes())
    assert [str(one.rate.numerator) for one in settings.shop.tax.classes] == ["23", "27", "0"]
    assert len(settings.shop.measured_codes) == 4
    assert resource_path("printers", f"{settings.printer.model}.toml").is_file()
    assert resource_path("programs", f"{settings.program}.toml").is_file()
    assert all(resource_path("keyboards", f"{name}.toml").is_file() for name in settings.screen.keyboards)
    assert resource_path("translations", f"{settings.screen.language}.toml").is_file()


def test_everything_can_be_set() -> None:
    settings = read_settings(
        LEAST
        + """
[loyalty]
program = "mine.toml"
[printer]
kind = "serial"
device = "COM3"
baud = 9600
flow = "xon_xoff"
drawer = false
[screen]
language = "tr"
theme = "dark"
scale = "1.25"
sounds = false
volume = 0
keyboards = ["tr", "en"]
[scanner]
prefix = "~"
suffix = "tab"
gap_ms = 20
least_length = 6
device = "COM4"
"""
    )
    assert settings.program == "mine.toml"
    assert settings.printer == PrinterSettings(
        PrinterKind.SERIAL, device="COM3", baud=9600, flow=SerialFlow.XON_XOFF, drawer=False
    )
    assert settings.screen == ScreenSettings("tr", Theme.DARK, Rate(5, 4), False, 0, ("tr", "en"))
    assert settings.scanner == ScannerSettings("~", ScanSuffix.TAB, 20, 6, "COM4")


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("TND", 3)])
def test_digits_of_the_currency(currency: str, digits: int) -> None:
    assert read_settings(LEAST.replace("EUR", currency)).shop.currency.digits == digits


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("[printer]\nkind = 'tcp'", ("printer.host", "settings.needs")),
        ("[printer]\nkind = 'file'", ("printer.device", "settings.needs")),
        ("[printer]\nkind = 'usb'", ("printer.kind", "program.one_of")),
        ("[printer]\nport = 70000", ("printer.port", "program.out_of_range")),
        ("[printer]\nbaud = 9601", ("printer.baud", "program.one_of")),
        ("[printer]\ndrawer = 'yes'", ("printer.drawer", "program.wrong_flag")),
        ("[screen]\nscale = 0.79", ("screen.scale", "program.out_of_range")),
        ("[screen]\nscale = 1.61", ("screen.scale", "program.out_of_range")),
        ("[screen]\nvolume = 101", ("screen.volume", "program.out_of_range")),
        ("[screen]\nthemes = 'dark'", ("screen.themes", "program.unknown_key_near")),
        ("[scanner]\ngap_ms = 19", ("scanner.gap_ms", "program.out_of_range")),
        ("[scanner]\ngap_ms = 201", ("scanner.gap_ms", "program.out_of_range")),
        ("[scanner]\nprefix = '12345'", ("scanner.prefix", "program.text_long")),
        ("[loyalty]\nprogram = '../other.toml'", ("loyalty.program", "settings.outside")),
        ("[loyalty]\nprogram = 'C:\\other.toml'", ("loyalty.program", "settings.outside")),
        ("[cards]\npatterns = ['(']", ("cards.patterns", "settings.pattern")),
        ("[cards]\npatterns = ['.*']", ("cards.patterns", "settings.pattern_wide")),
        (
            "[[code]]\nname = 'w'\npattern = '20IIIWK'\ndecimals = 3",
            ("code[1].pattern", "settings.code_pattern"),
        ),
        (
            "[[code]]\nname = 'w'\npattern = '20IIIICWWWWWWK'\ndecimals = 3",
            ("code[1].pattern", "settings.code_pattern"),
        ),
        (
            "[[code]]\nname = 'w'\npattern = '20IIICWWWWWWK'\ndecimals = 3",
            ("code[1].pattern", "settings.code_check"),
        ),
        ("[nonsense]\na = 1", ("nonsense", "program.unknown_key")),
        ("[[tax.class]]\nname = 'x'\nlabel = 'A'\npercent = 1", ("tax.class", "settings.twice")),
        ("[[tax.class]]\nname = 'standard'\nlabel = 'B'\npercent = 1", ("tax.class", "settings.twice")),
        (
            "[[tax.class]]\nname = 'x'\nlabel = 'B'\npercent = 101",
            ("tax.class[2].percent", "program.out_of_range"),
        ),
        ("[[tax.class]]\nname = 'x'\nlabel = 'B'", ("tax.class[2].percent", "program.missing")),
    ],
)
def test_one_mistake(line: str, problem: tuple[str, str]) -> None:
    assert [(key, code) for _line, key, code in found(f"{LEAST}{line}\n")] == [problem]


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('"EUR"', '"euro"', "shop.currency", "settings.currency"),
        ('"DE"', '"XX"', "shop.region", "settings.region"),
        ('"Europe/Berlin"', '"Europe/Berlyn"', "shop.zone", "settings.zone"),
        ('"Europe/Berlin"', '"../../etc/passwd"', "shop.zone", "settings.zone"),
        ('name = "Shop"', 'name = ""', "shop.name", "program.empty_text"),
        ('name = "Shop"', 'name = "a\\u001bb"', "shop.name", "program.control_characters"),
        ('name = "Shop"', 'name = "Shop"\nlocale = "en"', "shop.locale", "settings.locale"),
        ('name = "Shop"', 'name = "Shop"\nlocale = "qq_QQ"', "shop.locale", "settings.locale"),
        ('name = "Shop"', 'name = "Shop"\nstore = "A1"', "shop.store", "settings.number"),
        (
            'name = "Shop"',
            'name = "Shop"\nfooter = ["1","2","3","4","5","6","7","8","9"]',
            "shop.footer",
            "program.list_long",
        ),
    ],
)
def test_one_mistake_about_the_shop(old: str, new: str, key: str, code: str) -> None:
    assert [(one, two) for _line, one, two in found(LEAST.replace(old, new, 1))] == [(key, code)]


def test_all_mistakes_come_together_each_at_its_line() -> None:
    text = LEAST.replace("19", "190") + "[screen]\nscale = 9\n\n[printer]\nkind = 'tcp'\n"
    assert found(text) == [
        (10, "tax.class[1].percent", "program.out_of_range"),
        (12, "screen.scale", "program.out_of_range"),
        (14, "printer.host", "settings.needs"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("[shop\nname = 1", 1, "program.syntax"),
        ("[shop]\nname = Shop\n", 2, "program.bare_word"),
        ("[tax]\npercent = 13,5\n", 2, "program.comma_number"),
        (b"[shop]\nname = '\xff'", 1, "program.not_text"),
        (b"#" * (SETTINGS_BYTES_MAX + 1), 1, "program.too_large"),
    ],
)
def test_what_is_no_settings_file(text: str | bytes, line: int, code: str) -> None:
    assert (found(text)[0][0], found(text)[0][2]) == (line, code)


def test_an_empty_file_says_what_is_missing() -> None:
    assert {key for _line, key, _code in found("")} == {
        *("shop.name", "shop.currency", "shop.region", "shop.zone", "tax.class"),
    }


@given(st.text(max_size=200) | st.sampled_from(LEAST.splitlines()).map(lambda line: LEAST.replace(line, "x")))
def test_rubbish_is_refused_never_a_crash(text: str) -> None:
    try:
        read_settings(text)
    except SettingsDamaged as damaged:
        problems = damaged.problems
    else:
        problems = ()
    assert all(one.line >= 1 for one in problems)


def test_a_damaged_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / SETTINGS_FILE
    path.write_bytes(b"[shop]\nname = \n")
    with pytest.raises(SettingsDamaged) as damaged:
        load_settings(tmp_path)
    assert damaged.value.message.params == {"file": str(path), "line": 2, "count": 1}
    assert path.read_bytes() == b"[shop]\nname = \n"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"settings\.missing"):
        load_settings(tmp_path)
    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(Unavailable, match=r"settings\.unreadable"):
        load_settings(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such byte in a file")
def test_the_byte_order_mark_of_notepad_is_fine() -> None:
    assert read_settings(b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode()).shop.name == "Shop"

"""The on-screen keyboard types in every language of the shop, into the field that has the focus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from pos_app.kernel.errors import Refused
from pos_app.ui import samples
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.enrolment.state import EnrolmentState
from pos_app.ui.kit.button import Button
from pos_app.ui.kit.key_layout import read_layout, read_layouts
from pos_app.ui.theme.look import Look
from tests.ui.conftest import RESOURCES

LEFT = Qt.MouseButton.LeftButton


def tap(screen: CheckoutScreen, *names: str) -> None:
    """Touch keys of the keyboard by what stands on them or what they are called."""
    for name in names:
        keys = [each for each in screen.keyboard.findChildren(Button) if each.isVisible()]
        key = next(each for each in keys if name in (each.label(), each.accessibleName()))
        QTest.mouseClick(key, LEFT)


@pytest.mark.parametrize("name", ["en", "tr", "de", "ru"])
def test_layouts_have_their_alphabet(name: str) -> None:
    layout = read_layout(RESOURCES / "keyboards" / f"{name}.toml")
    letters = {
        "en": "abcdefghijklmnopqrstuvwxyz",
        "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
        "de": "abcdefghijklmnopqrstuvwxyzäöüß",
        "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё".replace("ъ", "ъ"),
    }[name]
    assert not set(letters) - set("".join(layout.letters)), "every letter of the language"
    for low, high in zip("".join(layout.letters), "".join(layout.capitals), strict=True):
        expected = {"i": "İ" if name == "tr" else "I", "ı": "I", "ß": "ẞ"}.get(low, low.upper())
        assert high == expected


def test_keys_type_into_the_entry(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.EMPTY)
    edited: list[str] = []
    entered: list[str] = []
    screen.text_edited.connect(edited.append)
    screen.text_entered.connect(entered.append)
    QTest.mouseClick(screen.entry.keyboard, LEFT)
    tap(screen, "m", "Capital letters", "I", "l", "k", "Backspace", "Space", "3", "Symbols or letters", "€")
    assert edited[-1] == "mIl 3€"
    tap(screen, "Symbols or letters", "Next keyboard layout", "ş", "ı", "Capital letters", "İ", "Enter")
    assert entered == ["mIl 3€şıİ"]
    assert screen.entry.field.hasFocus()
    tap(screen, "Close the on-screen keyboard")
    assert not screen.keyboard.isVisible()
    assert screen.side.keypad.isVisible()


def test_the_total_is_never_covered(open_checkout: Callable[[Look], CheckoutScreen], look: Look) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.SELLING)
    screen.open_keyboard()
    screen.enrolment.show_state(EnrolmentState(shown=True, consent_text="Yes"))
    layout = screen.layout()
    assert layout is not None
    layout.activate()
    for part in (screen.keyboard, screen.enrolment, screen.side):
        assert part.geometry().isEmpty() or not part.geometry().intersects(screen.tile.geometry())
    assert screen.size().height() == 768


def test_enrolment_takes_the_typing_until_it_closes(
    open_checkout: Callable[[Look], CheckoutScreen], look: Look
) -> None:
    screen = open_checkout(look)
    screen.show_state(samples.NO_MEMBER)
    form = screen.enrolment
    form.show_state(EnrolmentState(shown=True, phone="030", consent_text="Agreed"))
    facts: list[object] = []
    form.name_edited.connect(facts.append)
    form.phone_edited.connect(facts.append)
    form.consent_toggled.connect(facts.append)
    form.enrol_wished.connect(lambda: facts.append("enrol"))
    form.dropped.connect(lambda: facts.append("drop"))
    QTest.mouseClick(form.phone, LEFT)
    assert screen.keyboard.isVisible(), "a touched field opens the keyboard"
    tap(screen, "1")
    QTest.mouseClick(form.name, LEFT)
    tap(screen, "j", "a")
    QTest.mouseClick(form.consent, LEFT)
    assert facts == ["0301", "j", "ja", True]
    assert screen.entry.field.text() == ""
    form.show_state(
        EnrolmentState(shown=True, phone="030", consent_text="Agreed", consent=True, can_enrol=True)
    )
    assert form.name.text() == "ja", "typing is never overwritten by an older state"
    for name in ("Not now", "Enrol"):
        found = [each for each in form.findChildren(QAbstractButton) if each.accessibleName() == name]
        QTest.mouseClick(found[0], LEFT)
    assert facts[-2:] == ["drop", "enrol"]
    form.show_state(EnrolmentState())
    assert screen.entry.field.hasFocus()
    assert not screen.keyboard.isVisible()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"name = ",
        b'name = "x"\nshort = "X"\nletters = ["a", "b"]\ncapitals = ["A", "B", "C"]\nsymbols = ["1", "2", "3"]\n',
        b'name = "x"\nshort = "X"\nletters = ["a","b","c"]\ncapitals = ["A","B",""]\nsymbols = ["1","2","3"]\n',
        b'name = "x"\nshort = "X"\nletters = ["a","b","cd"]\ncapitals = ["A","B","C"]\nsymbols = ["1","2","3"]\n',
        b"#" * 70_000,
    ],
    ids=["not text", "not toml", "two rows", "empty row", "uneven", "too long"],
)
def test_a_damaged_layout_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "xx.toml").write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_layouts(tmp_path, ("xx",))
    assert refused.value.code == "keyboard.damaged"


def test_a_missing_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read_layouts(tmp_path, ("yy",))

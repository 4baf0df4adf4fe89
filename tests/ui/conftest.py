"""What tests of screens need: an application, a look, sentences, a way to press."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.kernel.messages import Parameter, Translate
from pos_app.ui.checkout.screen import CheckoutScreen
from pos_app.ui.kit.key_layout import KeyLayout, read_layouts
from pos_app.ui.theme import tokens
from pos_app.ui.theme.look import Look
from pos_app.ui.theme.style import wear
from tests.house.tree import ROOT
from tests.support.desks import Desktop, desktop
from tests.support.tills import enrolment

RESOURCES = ROOT / "resources"
Opener = Callable[..., CheckoutScreen]


@pytest.fixture(scope="session")
def application() -> QApplication:
    """The one application of the process."""
    found = QApplication.instance() or QApplication(["tests"])
    assert isinstance(found, QApplication)
    return found


@pytest.fixture(scope="session")
def translate() -> Translate:
    """English sentences."""
    sentences = tomllib.loads((RESOURCES / "translations" / "en.toml").read_text(encoding="utf-8"))

    def look_up(code: str, /, **params: Parameter) -> str:
        assert code in sentences, f"{code} has no sentence"
        return str(sentences[code]).format(**params)

    return look_up


@pytest.fixture(scope="session")
def layouts() -> tuple[KeyLayout, ...]:
    """The keyboards of two languages."""
    return read_layouts(RESOURCES / "keyboards", ("en", "tr"))


@pytest.fixture
def look(application: QApplication) -> Look:
    """The light theme at scale 1."""
    chosen = Look(tokens.LIGHT, RESOURCES)
    wear(application, chosen)
    return chosen


@pytest.fixture
def opened(application: QApplication) -> Iterator[Callable[[QWidget], None]]:
    """Call with a widget to show it for the rest of the test."""
    shown: list[QWidget] = []

    def show(widget: QWidget) -> None:
        shown.append(widget)
        widget.show()
        widget.activateWindow()
        application.processEvents()

    yield show
    for widget in shown:
        widget.close()
        widget.deleteLater()
    application.processEvents()


@pytest.fixture
def open_checkout(
    application: QApplication,
    translate: Translate,
    layouts: tuple[KeyLayout, ...],
    opened: Callable[[QWidget], None],
) -> Opener:
    """Call with a look and a size to get a checkout on screen."""

    def build(look: Look, size: tuple[int, int] = (1024, 768)) -> CheckoutScreen:
        screen = CheckoutScreen(look, translate, layouts)
        screen.resize(*size)
        opened(screen)
        screen.focus_entry()
        application.processEvents()
        return screen

    return build


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Desktop]:
    """A manager at an empty checkout."""
    with desktop(tmp_path) as made:
        yield made
        assert made.bugs == []


@pytest.fixture
def member(till: Desktop) -> str:
    """A member's card."""
    till.counter.storage.members.enrol(enrolment(till.counter.ids, card="M12345678"))
    return "M12345678"

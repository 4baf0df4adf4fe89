"""The start of the till: first a frame, then the books; what cannot be opened is said in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from pos_app.cli.run import explain, prepare
from pos_app.ui.first_frame import FirstFrame
from pos_app.ui.hands import Hands
from tests.support.windows import demo_shop

PATIENCE_S = 60


@pytest.fixture(scope="module")
def application() -> QApplication:
    found = QApplication.instance() or QApplication(["tests"])
    assert isinstance(found, QApplication)
    return found


def test_the_window_is_there_before_the_till(application: QApplication, tmp_path: Path) -> None:
    demo_shop(tmp_path)
    first = FirstFrame(application, lambda: prepare(tmp_path), explain)
    first.start()
    hands = Hands(first.window)
    try:
        assert first.window.isVisible()
        assert first.app is None
        assert hands.until(
            lambda: first.app is not None and not first.app.sign_on_screen.pin.isReadOnly(), PATIENCE_S
        )
        assert first.window.windowTitle() == "The Corner Shop"
    finally:
        first.window.close()
        first.close()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[shop]\nname = 5\n", "line 2"),
        ("this is not TOML", "line 1"),
        (None, "shop.toml"),
    ],
)
def test_settings_that_cannot_be_used_are_explained_in_the_window(
    application: QApplication, tmp_path: Path, settings: str | None, said: str
) -> None:
    if settings is not None:
        (tmp_path / "shop.toml").write_text(settings, encoding="utf-8")
    first = FirstFrame(application, lambda: prepare(tmp_path), explain)
    first.start()
    try:
        assert Hands(first.window).until(lambda: first.failed, PATIENCE_S)
        label = first.window.currentWidget()
        assert isinstance(label, QLabel)
        assert said in label.text()
    finally:
        first.window.close()
        first.close()

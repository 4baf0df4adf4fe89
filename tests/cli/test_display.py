"""Whether there is a display: asked before Qt, which would abort."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pos_app.cli import display
from pos_app.cli.display import has_display


@pytest.mark.parametrize(
    ("environment", "platform", "answer"),
    [
        ({}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"DISPLAY": "nonsense"}, "linux", False),
        ({"DISPLAY": ":98765"}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
    ],
)
def test_what_the_environment_says(environment: dict[str, str], platform: str, answer: bool) -> None:
    assert has_display(environment, platform) is answer


def test_an_x_server_must_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "X_SOCKETS", tmp_path)
    assert not has_display({"DISPLAY": ":7"}, "linux")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "X7"))
        server.listen()
        assert has_display({"DISPLAY": ":7.0"}, "linux")

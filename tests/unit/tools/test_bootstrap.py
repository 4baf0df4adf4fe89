"""When the set-up has nothing to do, what it says when it cannot go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tools import bootstrap, say, system_libraries

SECOND_START_LIMIT_S = 0.1
"""Of a processor's time: another test runs beside this one."""
TRIES = 5


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with pins and an environment that looks complete but bears no stamp."""
    (tmp_path / "requirements").mkdir()
    for name in bootstrap.SETS:
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    python = Path(bootstrap.venv_python())
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path


def stamp(name: str) -> None:
    """Say that one set is installed."""
    Path(bootstrap.stamp_path(name)).write_text(bootstrap.fingerprint(name), encoding="utf-8")


def test_nothing_is_ready_without_a_stamp(checkout: Path) -> None:
    assert not bootstrap.is_ready("runtime")


def test_a_stamp_makes_its_set_ready(checkout: Path) -> None:
    stamp("runtime")
    assert bootstrap.is_ready("runtime")
    assert not bootstrap.is_ready("dev")


def test_the_larger_set_serves_the_smaller(checkout: Path) -> None:
    stamp("dev")
    assert bootstrap.is_ready("runtime")


def test_changed_pins_need_work(checkout: Path) -> None:
    stamp("runtime")
    (checkout / "requirements" / "runtime.txt").write_text("runtime==2\n", encoding="utf-8")
    assert not bootstrap.is_ready("runtime")


def test_an_environment_without_python_needs_work(checkout: Path) -> None:
    stamp("runtime")
    Path(bootstrap.venv_python()).unlink()
    assert not bootstrap.is_ready("runtime")


def test_an_unfinished_start_is_not_ready(checkout: Path) -> None:
    stamp("dev")
    bootstrap.mark_unfinished()
    assert not bootstrap.is_ready("dev")
    assert bootstrap.wanted_set("runtime") == "dev"


def test_the_second_start_takes_no_time() -> None:
    if not bootstrap.is_ready("dev"):
        pytest.skip("this environment was not made by tools/bootstrap.py")
    taken = []
    for _ in range(TRIES):
        before = os.times()
        subprocess.run([ROOT / "tools" / "bootstrap.sh", "dev"], check=True)
        after = os.times()
        user, system = (
            after.children_user - before.children_user,
            after.children_system - before.children_system,
        )
        taken.append(user + system)
    assert min(taken) < SECOND_START_LIMIT_S


def test_an_unknown_set_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["everything"]) == 2
    assert "runtime|dev" in capsys.readouterr().err


def test_a_machine_without_python_gets_a_sentence(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.find_python.find", lambda: None)
    assert bootstrap.main(["runtime"]) == 1
    assert "CPython 3.11, 3.12, 3.13 or 3.14" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("error: Failed to fetch: dns error", "Check the network"),
        ("error: Request failed: Connection refused", "Check the network"),
        ("OSError: No space left on device", "The disk is full"),
        ("error: Hash mismatch for msgspec==0.22.0", "not the one that was pinned"),
        ("pyside6 has no wheels with a matching platform tag", "glibc 2.34"),
        ("something never seen", ""),
    ],
)
def test_a_failure_says_what_to_do(said: str, advice: str) -> None:
    assert advice in say.advice(said)
    assert bool(advice) == bool(say.advice(said))


def test_a_failed_command_shows_its_last_words() -> None:
    with pytest.raises(say.Stop, match=r"It went wrong\.\n  \| first\n  \| second"):
        say.run(
            [sys.executable, "-c", "print('first\\nsecond'); raise SystemExit(3)"], failed="It went wrong."
        )


def test_an_absent_command_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(say.Stop, match="It is not there"):
        say.run([str(tmp_path / "absent")], failed="It is not there.")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are Linux's")
def test_qt_finds_its_libraries_here() -> None:
    assert system_libraries.missing_libraries(system_libraries.site_packages_of(sys.prefix)) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are Linux's")
def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = tmp_path / "ldd"
    loader.write_text("#!/bin/sh\necho '\tlibEGL.so.1 => not found'\necho '\tlibc.so.6 => /lib/libc.so.6'\n")
    loader.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert system_libraries.unresolved("libQt6Gui.so.6") == ["libEGL.so.1"]


def test_a_missing_font_names_its_package(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans-Bold.ttf").touch()
    assert system_libraries.missing_fonts((str(tmp_path),)) == ["fonts-inter"]

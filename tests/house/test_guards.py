"""Each guard fails the test it should fail, none fails a clean one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.house.tree import ROOT

CLEAN = """
def test_clean():
    assert 1 + 1 == 2

def test_expected_warning(expect_warning):
    expect_warning("paper is .* low")
    logging.getLogger("printer").warning("paper is very low")

def test_ended_thread():
    worker = threading.Thread(target=sum, args=([1, 2],))
    worker.start()
    worker.join()

def test_stopped_timer(application):
    timer = QTimer()
    timer.start(10_000)
    timer.stop()

def test_near_connection():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass

def test_skipped():
    pytest.skip("no till on this machine")
"""
GUILTY = """
def test_warns():
    logging.getLogger("printer").warning("paper is very low")

def test_expects_in_vain(expect_warning):
    expect_warning("paper is .* low")

def test_leaves_thread(forever):
    threading.Thread(target=forever.wait, name="forgotten", daemon=True).start()

def test_leaves_timer(application):
    application.forgotten = QTimer()
    application.forgotten.start(10_000)

def test_leaves_window(application):
    application.window = QWidget()
    application.window.show()

def test_qt_complains(application):
    qWarning("a signal went nowhere")

def test_slot_raises(application):
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)
    timer.start(0)
    application.processEvents()

def test_unraisable():
    class Grave:
        def __del__(self):
            raise ValueError("too late")
    Grave()

def test_python_warns():
    warnings.warn("old", DeprecationWarning)

def test_far_connection():
    socket.create_connection(("192.0.2.1", 9100), timeout=1)
"""
HEAD = """
import logging, socket, threading, warnings
import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication, QWidget

@pytest.fixture(scope="session")
def application():
    return QApplication.instance() or QApplication([])

@pytest.fixture(scope="session")
def forever():
    event = threading.Event()
    yield event
    event.set()
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """What the guards said of each sample test, the words printed at the end of the run."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "test_samples.py").write_text(HEAD + CLEAN + GUILTY, encoding="utf-8")
    report = folder / "report.xml"
    options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "tests.conftest"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--timeout=60", f"--junit-xml={report}", str(folder)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=100,
        check=False,
    )
    return verdicts_of(report), done.stdout


def verdicts_of(report: Path) -> dict[str, str]:
    """Test name -> the complaint, empty when the test passed."""
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        words = "".join(each.get("message", "") + (each.text or "") for each in case)
        found[case.get("name", "")] = found.get(case.get("name", ""), "") + words
    return found


@pytest.mark.parametrize(
    "name", ["clean", "expected_warning", "ended_thread", "stopped_timer", "near_connection"]
)
def test_clean_test_passes(name: str, verdicts: tuple[dict[str, str], str]) -> None:
    assert verdicts[0][f"test_{name}"] == ""


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("warns", "unexpected WARNING from printer: paper is very low"),
        ("expects_in_vain", "expected a warning matching"),
        ("leaves_thread", "leftover thread: forgotten"),
        ("leaves_timer", "leftover timer"),
        ("leaves_window", "leftover window: QWidget"),
        ("qt_complains", "unexpected WARNING from qt.default: a signal went nowhere"),
        ("slot_raises", "ZeroDivisionError"),
        ("unraisable", "too late"),
        ("python_warns", "DeprecationWarning: old"),
        ("far_connection", "a test tried to reach 192.0.2.1"),
    ],
)
def test_guilty_test_fails(name: str, complaint: str, verdicts: tuple[dict[str, str], str]) -> None:
    assert complaint in verdicts[0][f"test_{name}"]


def test_skipped_test_is_named_with_its_reason(verdicts: tuple[dict[str, str], str]) -> None:
    said = verdicts[1]
    assert "not run here: 1" in said
    assert "test_skipped: no till on this machine" in said
    assert " skipped" in said.strip().splitlines()[-1]

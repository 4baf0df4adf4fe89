"""The log file: bounded, private, never in the way."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_app.kernel.errors import Unavailable
from pos_app.kernel.limits import LOG_BYTES_MAX, LOG_FILES_KEPT, LOG_RECORD_LENGTH_MAX
from pos_app.runtime.logs import LogFile, open_log

ROOT = Path(__file__).parents[3]
FULL = Path("/dev/full")
LOGGER = logging.getLogger("till")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    level = logging.getLogger().level
    opened = open_log(tmp_path)
    yield opened
    opened.close()
    logging.getLogger().setLevel(level)


def test_one_line_a_record(log: LogFile) -> None:
    LOGGER.info("sale %s finished", "0001-01-A-0000042")
    LOGGER.debug("not kept")
    line = log.path.read_text(encoding="utf-8")
    assert line.endswith("Z INFO till: sale 0001-01-A-0000042 finished\n")
    assert line.startswith("20")
    assert line.count("\n") == 1


def test_persons_are_left_out(log: LogFile) -> None:
    LOGGER.info("looked for %s", "+4917612345678")
    try:
        raise ValueError("no member 017612345678")
    except ValueError:
        LOGGER.info("a fault", exc_info=True)
    text = log.path.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "12345678" not in text


def test_a_name_cannot_forge_a_line(log: LogFile) -> None:
    LOGGER.info("name %s", "x\n2025-01-01T00:00:00.000Z ERROR till: forged\x1b[2J")
    lines = log.path.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("    ")
    assert "\x1b" not in lines[1]


def test_the_log_is_bounded(log: LogFile) -> None:
    for number in range((LOG_FILES_KEPT + 2) * LOG_BYTES_MAX // LOG_RECORD_LENGTH_MAX):
        LOGGER.info("%s %s", number, "x" * (2 * LOG_RECORD_LENGTH_MAX))
    sizes = [path.stat().st_size for path in log.path.parent.iterdir()]
    assert len(sizes) == LOG_FILES_KEPT + 1
    assert max(sizes) <= LOG_BYTES_MAX


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expect_warning: Callable[[str], None]
) -> None:
    expect_warning("goes nowhere")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "pos_app.log").symlink_to(FULL)
    full = open_log(tmp_path, logging.WARNING)
    for _each in range(3):
        LOGGER.warning("goes nowhere")
    full.close()
    assert capsys.readouterr().err.count("the log file cannot be written") == 1


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way")
    with pytest.raises(Unavailable) as error:
        open_log(tmp_path)
    assert error.value.code == "log.unwritable"


def test_a_crash_below_python_leaves_its_stack(tmp_path: Path) -> None:
    script = (
        "import os, pathlib; from pos_app.runtime.logs import open_log\n"
        f"def falls_down(): os.abort()\nopen_log(pathlib.Path({str(tmp_path)!r})); falls_down()"
    )
    quiet = {key: value for key, value in os.environ.items() if key != "PYTHONFAULTHANDLER"}
    fallen = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=quiet, check=False)
    assert fallen.returncode != 0
    assert "falls_down" in (tmp_path / "logs" / "native.txt").read_text(encoding="utf-8")

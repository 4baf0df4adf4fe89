"""From the start of the process to the first painted frame, then to the first sale that is possible."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench.row import Row
from pos_app.demo.shop import build_demo
from pos_app.runtime.system_clock import SystemClock

ROUNDS = 7
CHILD = Path(__file__).with_name("start_up_child.py")


class Started(msgspec.Struct):
    """What one start took: milliseconds to the frame, to the first possible sale; the longest stall; memory in MiB."""

    frame_ms: float
    sale_ms: float
    stall_ms: float
    memory_mib: float


def rows() -> list[Row]:
    """Four rows: frame, first sale, stall, memory."""
    with tempfile.TemporaryDirectory() as folder:
        build_demo(Path(folder), SystemClock(), use_keyring=False, real_products=False)
        _start("ours", folder)
        pairs = [(_start("ours", folder), _start("bare", folder)) for _ in range(ROUNDS)]
    frame = _medians([(ours.frame_ms, bare.frame_ms) for ours, bare in pairs])
    sale = _medians([(ours.sale_ms, bare.frame_ms) for ours, bare in pairs])
    memory = _medians([(ours.memory_mib, bare.memory_mib) for ours, bare in pairs])
    stall = statistics.median(ours.stall_ms for ours, _ in pairs)
    return [
        Row(
            "process start to first painted frame", frame[0] * 1000, frame[1] * 1000, "bare QMainWindow", 1.35
        ),
        Row("process start to first possible sale", sale[0] * 1000, sale[1] * 1000, "bare QMainWindow", 4),
        Row("longest stall while the rest loads", stall * 1000, 25_000, "25 ms", 1),
        Row("idle memory (KiB shown as us)", memory[0] * 1024, memory[1] * 1024, "bare QMainWindow", 3),
    ]


def _medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(left for left, _ in pairs), statistics.median(right for _, right in pairs)


def _start(kind: str, folder: str) -> Started:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    began = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, str(CHILD), kind, str(began), folder],
        env=environment,
        capture_output=True,
        check=True,
        cwd=CHILD.parent.parent,
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Started)

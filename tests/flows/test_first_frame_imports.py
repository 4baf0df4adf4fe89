"""What is imported before the first frame: a count, because times flicker."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.house.tree import ROOT

OURS_MAX = 8
SLOW = (
    "sqlalchemy",
    "sqlcipher3",
    "babel",
    "phonenumbers",
    "msgspec",
    "biip",
    "PIL",
    "keyring",
    "argon2",
    "platformdirs",
)
ASK = """
import json, sys
from pathlib import Path
import pos_app.cli.run
import pos_app.ui.first_frame
print(json.dumps(sorted(sys.modules)))
"""


def test_hardly_anything_is_imported_before_the_first_frame() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, check=True, text=True, cwd=ROOT, env=environment
    )
    names = json.loads(done.stdout)
    ours = [name for name in names if name.startswith("pos_app.") and name.count(".") > 1]
    assert len(ours) <= OURS_MAX, ours
    assert not {name.partition(".")[0] for name in names} & set(SLOW)

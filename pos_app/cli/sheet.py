"""`pos-app sheet`: the printable sheet of command barcodes."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pos_app.cli.telling import plain_translator, told


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a .pdf or .png file to write")


def run(chosen: argparse.Namespace) -> int:
    """Write the sheet."""
    return told(lambda: _write(chosen))


def _write(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pos_app.ui.sheet import write_sheet  # Qt is only needed here

    translate = plain_translator()
    write_sheet(chosen.file, translate)
    print(translate("sheet.written", file=str(chosen.file)))
    return 0

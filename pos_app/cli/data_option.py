"""The option that chooses a shop's data folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.runtime.paths import data_folder


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Add `--data DIR`."""
    parser.add_argument(
        "--data", metavar="DIR", help="the shop's data folder (default: your own data folder)"
    )


def chosen_folder(chosen: argparse.Namespace) -> Path:
    """Return the folder that was chosen."""
    return data_folder(chosen.data)

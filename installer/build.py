"""Builds the bundle, the Debian package made from it, then runs the frozen program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# The folder above has to be on the path first: this file runs as a script.
from installer import debian_package, libraries, licenses, smoke_test  # noqa: E402 - see the line above
from pos_app import __version__  # noqa: E402 - see the line above

BUILD = ROOT / "build" / "installer"
BUNDLE = BUILD / "dist" / "pos-app"
INSIDE = "_internal"
SPEC = ROOT / "installer" / "pos_app.spec"
LARGEST = 10
_MIB = 1 << 20


def main() -> int:
    """Build everything this machine can build; the exit code is that of the first step that failed."""
    shutil.rmtree(BUILD, ignore_errors=True)
    bundle()
    if sys.platform.startswith("linux"):
        libraries.strip_debug_information(BUNDLE)
    tell_size()
    if shutil.which("dpkg-deb") is None:
        print("Debian package: not built, this machine has no dpkg-deb")
    else:
        package = debian_package.pack(BUNDLE, BUILD, __version__)
        print(f"Debian package: {package.relative_to(ROOT)} ({package.stat().st_size / _MIB:.0f} MiB)")
    return smoke_test.main([str(BUNDLE / "pos-app")])


def bundle() -> None:
    """Run PyInstaller on the spec file; the list of licences ends up beside the program."""
    command = [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR"),
        *(f"--distpath={BUILD / 'dist'}", f"--workpath={BUILD / 'work'}", str(SPEC)),
    ]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONOPTIMIZE": ""})
    (BUNDLE / INSIDE / licenses.FILE).rename(BUNDLE / licenses.FILE)


def tell_size() -> None:
    """Print how large the bundle is, with its largest parts: packages, Qt's libraries one by one."""
    sizes: dict[str, int] = {}
    for path in libraries.files_below(BUNDLE):
        name = part_of(path.relative_to(BUNDLE))
        sizes[name] = sizes.get(name, 0) + path.stat().st_size
    print(f"bundle: {BUNDLE.relative_to(ROOT)} ({sum(sizes.values()) / _MIB:.0f} MiB), the largest of it:")
    for name in sorted(sizes, key=lambda name: -sizes[name])[:LARGEST]:
        print(f"  {sizes[name] / _MIB:5.1f} MiB  {name}")


def part_of(place: Path) -> str:
    """Return the part of the bundle a file counts to."""
    inside = place.parts[1:] if place.parts[0] == INSIDE else place.parts
    return inside[-1] if "Qt" in inside else inside[0]


if __name__ == "__main__":
    sys.exit(main())

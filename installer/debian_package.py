"""Makes a Debian package of the bundle."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

from installer import libraries, licenses

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "installer" / "debian"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
FOLDER = "opt/pos-app"
DOCUMENTS = "usr/share/doc/pos-app"
PLACED = {
    HERE / "pos-app.desktop": "usr/share/applications/pos-app.desktop",
    HERE / "60-pos-app.rules": "usr/lib/udev/rules.d/60-pos-app.rules",
    ROOT / "resources" / "icons" / "pos-app.svg": "usr/share/icons/hicolor/scalable/apps/pos-app.svg",
    ROOT / "CHANGELOG.md": f"{DOCUMENTS}/CHANGELOG.md",
}
"""Files of ours -> where the package has them."""

_READABLE = 0o644
_RUNNABLE = 0o755


def pack(bundle: Path, folder: Path, version: str) -> Path:
    """Lay the bundle out below `folder`, pack it there; return the package."""
    tree = folder / "deb"
    lay_out(bundle, tree)
    needs = libraries.dependencies(libraries.from_outside(tree / FOLDER))
    (tree / "DEBIAN").mkdir()
    filled = control(version, size_kib(tree), needs)
    (tree / "DEBIAN" / "control").write_text(filled, encoding="utf-8")
    make_plain(tree)
    file = folder / f"pos-app_{version}_{architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(tree), str(file)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return file


def lay_out(bundle: Path, tree: Path) -> None:
    """Put every file where the package has it."""
    shutil.copytree(bundle, tree / FOLDER, symlinks=True)
    for source, place in PLACED.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, tree / place)
    (tree / DOCUMENTS / "copyright").write_text(copyright_text(), encoding="utf-8")
    link = tree / "usr" / "bin" / "pos-app"
    link.parent.mkdir(parents=True)
    link.symlink_to(f"/{FOLDER}/pos-app")


def copyright_text() -> str:
    """Return our licence with the way to those of everything else in the package."""
    ours = (ROOT / "LICENSE").read_text(encoding="utf-8")
    others = f"The package brings other people's work along. Its licences are in /{FOLDER}/{licenses.FILE};"
    return f"{ours}\n{others}\nthe text of the LGPL-3.0, under which Qt is used, is in /usr/share/common-licenses.\n"


def control(version: str, installed_kib: int, needs: list[str]) -> str:
    """Return the control file of the package; `needs` are the packages of the libraries it does not carry."""
    template = (HERE / "control.in").read_text(encoding="utf-8")
    return template.format(
        version=version,
        architecture=architecture(),
        installed_kib=installed_kib,
        libraries=", ".join(needs),
    )


def architecture() -> str:
    """Return Debian's name for this machine's processor."""
    return ARCHITECTURES.get(platform.machine(), platform.machine())


def make_plain(tree: Path) -> None:
    """Let everybody read everything, nobody but root write: whatever the builder's umask was."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(_RUNNABLE if path.is_dir() or path.stat().st_mode & 0o100 else _READABLE)


def size_kib(folder: Path) -> int:
    """Return what a folder takes on disk."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) // 1024

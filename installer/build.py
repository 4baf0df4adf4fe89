"""Builds the bundle, then the Debian package from it, then runs the frozen program."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "installer"
BUNDLE = BUILD / "dist" / "pos-app"
HERE = ROOT / "installer"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def main() -> int:
    """Build everything this machine can build; the exit code is that of the first step that failed."""
    shutil.rmtree(BUILD, ignore_errors=True)
    bundle()
    print(f"bundle: {BUNDLE.relative_to(ROOT)} ({size_kib(BUNDLE) // 1024} MiB)")
    if shutil.which("dpkg-deb") is None:
        print("Debian package: not built, this machine has no dpkg-deb")
    else:
        print(f"Debian package: {debian_package().relative_to(ROOT)}")
    return subprocess.run(
        [sys.executable, str(HERE / "smoke_test.py"), str(BUNDLE / "pos-app")], check=False
    ).returncode


def bundle() -> None:
    """Run PyInstaller on the spec file."""
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level=WARN",
        f"--distpath={BUILD / 'dist'}",
        f"--workpath={BUILD / 'work'}",
        str(HERE / "pos_app.spec"),
    ]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONOPTIMIZE": ""})


def debian_package() -> Path:
    """Lay the bundle out as a Debian package and pack it; return the file."""
    tree = BUILD / "deb"
    place(BUNDLE, tree / "opt" / "pos-app")
    place(HERE / "debian" / "pos-app.desktop", tree / "usr/share/applications/pos-app.desktop")
    place(HERE / "debian" / "60-pos-app.rules", tree / "usr/lib/udev/rules.d/60-pos-app.rules")
    place(
        ROOT / "resources" / "icons" / "pos-app.svg",
        tree / "usr/share/icons/hicolor/scalable/apps/pos-app.svg",
    )
    place(ROOT / "LICENSE", tree / "usr/share/doc/pos-app/copyright")
    link = tree / "usr" / "bin" / "pos-app"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/pos-app/pos-app")
    architecture = ARCHITECTURES.get(platform.machine(), platform.machine())
    control = (HERE / "debian" / "control.in").read_text(encoding="utf-8")
    filled = control.format(
        version=version("pos_app"), architecture=architecture, installed_kib=size_kib(tree)
    )
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(filled, encoding="utf-8")
    file = BUILD / f"pos-app_{version('pos_app')}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "--build", str(tree), str(file)], check=True)
    return file


def place(source: Path, target: Path) -> None:
    """Copy a file or a folder to where the package has it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


def size_kib(folder: Path) -> int:
    """Return what a folder takes on disk."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) // 1024


if __name__ == "__main__":
    sys.exit(main())

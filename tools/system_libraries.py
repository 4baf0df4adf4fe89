"""Finds out which system libraries Qt lacks, installs them where that is allowed."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys

from tools.say import Stop, run, tell

PACKAGE_OF_LIBRARY = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libOpenGL.so.0": "libopengl0",
    "libGLX.so.0": "libglx0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# A font file whose name starts so -> the package that brings it.
PACKAGE_OF_FONT = {"Inter": "fonts-inter", "DejaVuSans": "fonts-dejavu-core"}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
# Programs that the tests drive a real window with. A test that misses one is skipped by name.
PACKAGE_OF_PROGRAM = {
    "fc-list": "fontconfig",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "setxkbmap": "x11-xkb-utils",
    "socat": "socat",
}
XKB_RULES = "/usr/share/X11/xkb/rules/evdev"
QT_FILES = (
    "Qt/lib/libQt6Core.so.6",
    "Qt/lib/libQt6Gui.so.6",
    "Qt/lib/libQt6Widgets.so.6",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/imageformats/libqsvg.so",
)


def missing_libraries(site_packages: str) -> list[str]:
    """Shared libraries that the loader cannot find for Qt's own files, as names like libEGL.so.1."""
    missing: set[str] = set()
    for name in QT_FILES:
        path = os.path.join(site_packages, "PySide6", name)
        if os.path.exists(path):
            missing.update(unresolved(path))
    return sorted(missing)


def unresolved(path: str) -> list[str]:
    """The libraries that `ldd` reports as not found for one file."""
    if shutil.which("ldd") is None:
        return []
    said = subprocess.run(
        ["ldd", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    ).stdout
    lines = said.decode("utf-8", "replace").splitlines()
    return [line.split("=>")[0].strip() for line in lines if "not found" in line and "=>" in line]


def missing_fonts(folders: tuple[str, ...] = FONT_FOLDERS) -> list[str]:
    """Packages of fonts that no font folder holds."""
    names: set[str] = set()
    for folder in folders:
        for _top, _folders, files in os.walk(os.path.expanduser(folder)):
            names.update(files)
    return [
        pkg for start, pkg in PACKAGE_OF_FONT.items() if not any(name.startswith(start) for name in names)
    ]


def missing_programs() -> list[str]:
    """Packages of programs that the tests use."""
    missing = [package for name, package in PACKAGE_OF_PROGRAM.items() if shutil.which(name) is None]
    return missing + ([] if os.path.exists(XKB_RULES) else ["xkb-data"])


def site_packages_of(environment_folder: str) -> str:
    """Where an environment keeps its packages."""
    return glob.glob(os.path.join(environment_folder, "lib", "python3*", "site-packages"))[0]


def privilege() -> list[str] | None:
    """The words before a command that lets it install: empty for root, sudo's, None when it may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install(packages: list[str]) -> bool:
    """Install Debian packages when that is allowed. False with the command told when it is not."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix = privilege() if shutil.which("apt-get") else None
    if prefix is None:
        words = "sudo " + " ".join(command) if shutil.which("apt-get") else "your package manager"
        tell("Some system packages are missing. Install them with:\n\n  %s\n" % words)
        if not shutil.which("apt-get"):
            tell("On Debian they are called: %s" % " ".join(packages))
        return False
    tell("Installing system packages: %s" % " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    try:
        run([*prefix, "apt-get", "update"], environment, "The list of system packages could not be read.")
        run([*prefix, *command], environment, "The system packages could not be installed.")
    except Stop as stop:
        tell("%s\nInstall them by hand:\n\n  sudo %s\n" % (stop, " ".join(command)))
        return False
    return True


def complete(environment_folder: str, with_tests: bool) -> bool:
    """See that Qt finds all it needs. True when nothing is missing; Stop when no window can be drawn."""
    if not sys.platform.startswith("linux"):
        return True
    site_packages = site_packages_of(environment_folder)
    libraries = missing_libraries(site_packages)
    unknown = [name for name in libraries if name not in PACKAGE_OF_LIBRARY]
    packages = [
        PACKAGE_OF_LIBRARY[name] for name in libraries if name in PACKAGE_OF_LIBRARY
    ] + missing_fonts()
    if with_tests:
        packages += missing_programs()
    packages = sorted(set(packages))
    if not packages and not unknown:
        return True
    if packages and install(packages):
        libraries = missing_libraries(site_packages)
        unknown = libraries
    if libraries:
        tell("Qt still misses: %s" % " ".join(libraries))
    require_drawing(site_packages)
    return not unknown and not libraries and not missing_fonts()


def require_drawing(site_packages: str) -> None:
    """Stop when even a window without a screen cannot be drawn."""
    needed = [os.path.join(site_packages, "PySide6", name) for name in QT_FILES if "xcb" not in name]
    missing = sorted({library for path in needed if os.path.exists(path) for library in unresolved(path)})
    if missing:
        raise Stop("No window can be drawn without %s. Install what is named above." % ", ".join(missing))

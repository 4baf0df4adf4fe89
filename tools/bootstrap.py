"""Makes the environment the till runs in: `bootstrap.py [runtime|dev]`."""

from __future__ import annotations

import hashlib
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tools.find_python import Found

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PRIVATE_UV = os.path.join(ROOT, ".tools", "uv")
SETS = ("runtime", "dev")
NO_PYTHON = (
    "No usable Python was found. The till needs CPython 3.11, 3.12, 3.13 or 3.14 (64 bit).\n"
    "Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv), then run this again."
)
NO_PIP = (
    "uv is missing, and this Python can neither make an environment nor run pip.\n"
    "Install the module (Debian, Ubuntu: sudo apt-get install python3-venv), then run this again."
)


def inside(*parts: str) -> str:
    """A program of the environment."""
    return os.path.join(VENV, "Scripts" if os.name == "nt" else "bin", *parts)


def venv_python() -> str:
    """The environment's interpreter."""
    return inside("python.exe" if os.name == "nt" else "python")


def fingerprint(name: str) -> str:
    """What the environment for one set depends on: the pins, where the tree lies."""
    digest = hashlib.sha256(ROOT.encode("utf-8"))
    with open(os.path.join(ROOT, "requirements", name + ".txt"), "rb") as pins:
        digest.update(pins.read())
    return digest.hexdigest()


def stamp_path(name: str) -> str:
    """The file that says the environment is ready for one set."""
    return os.path.join(VENV, "ready-" + name)


def is_ready(name: str) -> bool:
    """Whether nothing has to be done. The larger set serves the smaller one's needs too."""
    for wanted in SETS[SETS.index(name) :]:
        try:
            with open(stamp_path(wanted), encoding="utf-8") as stamp:
                if stamp.read() == fingerprint(wanted) and os.path.exists(venv_python()):
                    return True
        except OSError:
            continue
    return False


def wanted_set(name: str) -> str:
    """The set to install when one is asked for: an environment that once had the larger set keeps it."""
    return "dev" if os.path.exists(stamp_path("dev")) else name


def mark_unfinished() -> None:
    """Take back every stamp while packages change: a start cut short is no finished one."""
    for name in SETS:
        if os.path.exists(stamp_path(name)):
            with open(stamp_path(name), "w", encoding="utf-8") as stamp:
                stamp.write("unfinished")


def child_environment() -> dict[str, str]:
    """Our environment without what would make a child write no byte code or look at another environment."""
    dropped = (
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "UV_PYTHON",
        "CONDA_PREFIX",
    )
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    # The operating system's certificates, so that a shop's proxy is trusted as elsewhere on the machine.
    kept.update(UV_SYSTEM_CERTS="1", UV_PYTHON_DOWNLOADS="never", UV_NO_CONFIG="1", UV_NO_PROGRESS="1")
    return kept


def find_uv(found: Found) -> str:
    """uv from PATH, else our private one, which is installed when missing."""
    import shutil

    on_path = shutil.which("uv")
    if on_path and runs(on_path):
        return on_path
    private = os.path.join(PRIVATE_UV, "Scripts" if os.name == "nt" else "bin", "uv")
    target = os.path.join(PRIVATE_UV, "bin", "uv")
    for place in (private, target):
        if runs(place):
            return place
    install_uv(found)
    for place in (private, target):
        if runs(place):
            return place
    from tools.say import Stop

    raise Stop("uv was installed, but does not run: %s" % private)


def runs(program: str) -> bool:
    """Whether a program answers with its version."""
    import subprocess

    try:
        asked = [program, "--version"]
        done = subprocess.run(
            asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def install_uv(found: Found) -> None:
    """Install the pinned uv into the private folder, adding the system's venv module where allowed."""
    from tools.say import Stop, tell
    from tools.system_libraries import install

    tell("Installing uv into %s" % os.path.relpath(PRIVATE_UV, ROOT))
    if place_uv(found.program):
        return
    allowed = sys.platform.startswith("linux") and install(["python%d.%d-venv" % found.version[:2]])
    if not allowed or not place_uv(found.program):
        raise Stop(NO_PIP)


def place_uv(program: str) -> bool:
    """Install uv in an environment of its own, else as a plain folder. False when Python can do neither."""
    import shutil

    from tools.say import Stop, run

    environment = child_environment()
    pins = os.path.join(ROOT, "requirements", "uv.txt")
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", pins]
    python = os.path.join(PRIVATE_UV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    shutil.rmtree(PRIVATE_UV, ignore_errors=True)
    try:
        run([program, "-m", "venv", PRIVATE_UV], environment)
    except Stop:
        shutil.rmtree(PRIVATE_UV, ignore_errors=True)
        try:
            run([program, "-m", "pip", "--version"], environment)
        except Stop:
            return False
        python = program
        install += ["--target", PRIVATE_UV]
    run([python, *install], environment, "uv could not be installed.")
    return True


def make_environment(uv: str, found: Found, name: str) -> None:
    """Make `.venv` when it is missing, too old or broken; install exactly the pinned packages."""
    from tools import find_python
    from tools.say import run, tell

    environment = child_environment()
    if find_python.probe(venv_python()) is None:
        tell("Making .venv with %r" % found)
        made = [uv, "venv", "--quiet", "--clear", "--python", found.program, VENV]
        run(made, environment, "The environment could not be made.")
    pins = os.path.join(ROOT, "requirements", name + ".txt")
    tell("Installing the pinned packages (%s), which takes a minute or two the first time" % name)
    sync = [uv, "pip", "sync", "--quiet", "--python", venv_python(), "--require-hashes", "--compile-bytecode"]
    run([*sync, "--only-binary", ":all:", pins], environment, "The packages could not be installed.")


def add_project() -> None:
    """Make the tree importable in the environment, compile it, give it its command."""
    import subprocess

    environment = child_environment()
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    told = subprocess.run(
        [venv_python(), "-I", "-c", ask], stdout=subprocess.PIPE, check=True, env=environment
    )
    folder = told.stdout.decode("utf-8").strip()
    with open(os.path.join(folder, "pos_app.pth"), "w", encoding="utf-8") as pointer:
        pointer.write(ROOT + "\n")
    subprocess.run(
        [venv_python(), "-m", "compileall", "-q", os.path.join(ROOT, "pos_app")], env=environment, check=False
    )
    if os.name != "nt":
        with open(inside("pos-app"), "w", encoding="utf-8") as command:
            command.write('#!/bin/sh\nexec "%s" -m pos_app "$@"\n' % venv_python())
        os.chmod(inside("pos-app"), 0o755)


def set_up(name: str) -> None:
    """Do whatever is missing for one set, then say so in the stamp."""
    from tools import find_python, system_libraries
    from tools.say import Stop, tell

    found = find_python.find()
    if found is None:
        raise Stop(NO_PYTHON)
    uv = find_uv(found)
    mark_unfinished()
    make_environment(uv, found, name)
    add_project()
    complete = system_libraries.complete(VENV, with_tests=name == "dev")
    if complete:
        with open(stamp_path(name), "w", encoding="utf-8") as stamp:
            stamp.write(fingerprint(name))
    tell("Ready." if complete else "Ready, except for what is named above.")


def main(words: list[str]) -> int:
    """Set up one set of packages. 0 when ready, 1 with a sentence when not."""
    name = words[0] if words else "runtime"
    if name not in SETS:
        sys.stderr.write("Usage: bootstrap.py [%s]\n" % "|".join(SETS))
        return 2
    if is_ready(name):
        return 0
    sys.path.insert(0, ROOT)
    from tools.say import Stop, tell

    try:
        set_up(wanted_set(name))
    except Stop as stop:
        tell("\n%s" % stop)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Set-up of every test: guards, profiles, the summary of what was not run."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import guards
from tests.support.postgres import Cluster, cluster
from tests.support.postgres_place import binaries

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test touches the key ring of the person who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=5000, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--campaign=long` runs fault campaigns and properties for as long as they are worth."""
    parser.addoption("--campaign", choices=("short", "long"), default="short", help="how long campaigns run")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile of properties, keep connections on this machine."""
    long = config.getoption("--campaign") == "long"
    settings.load_profile("long" if long else "ci" if os.environ.get("CI") else "quick")
    guards.stay_on_this_machine()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes that nobody can read are named by their length: such as hold a time differ between processes, which have
    to agree on the names of tests.
    """
    if isinstance(val, bytes) and not (val.isascii() and val.decode("ascii").isprintable()):
        return f"{argname}-{len(val)}-bytes"
    return None


def pytest_unconfigure() -> None:
    """Leave Qt as it was found."""
    guards.release_qt_messages()


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home folder for the whole run, so that nobody's settings are read or written."""
    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("home")
    for name in (
        "HOME",
        "USERPROFILE",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ):
        patch.setenv(name, str(home))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A running PostgreSQL for the tests of this process, without fsync; started when the first test asks."""
    if binaries() is None:
        pytest.skip("no PostgreSQL on this machine")
    with cluster() as one:
        yield one


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of a fresh empty database, `postgresql://user@127.0.0.1:port/database`."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.dsn(name)
    if postgres_cluster.running:
        postgres_cluster.drop_database(name)


@pytest.fixture
def log_watch() -> guards.LogWatch:
    """What hears the warnings of this test."""
    return guards.LogWatch()


@pytest.fixture
def expect_warning(log_watch: guards.LogWatch) -> Callable[[str], None]:
    """Call with a pattern to say that a log warning or a Qt warning will come; the test fails without it."""
    return log_watch.expect


@pytest.fixture(autouse=True)
def guarded(log_watch: guards.LogWatch) -> Iterator[None]:
    """Fail a test that warns, leaves a thread, a timer or a window, or raises where nobody catches."""
    guards.route_qt_messages()
    threads = set(threading.enumerate())
    uncaught: list[str] = []
    with guards.only_new_objects(), guards.watched_logs(log_watch), guards.watched_hook(uncaught):
        yield
        left = [*guards.leftover_qt(), *guards.leftover_threads(threads)]
    complaints = [*log_watch.complaints(), *uncaught, *left]
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`rounds(short, long)`: how many rounds a campaign runs today."""
    long_campaign = request.config.getoption("--campaign") == "long"
    return lambda short, long: long if long_campaign else short


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that was not run, with its reason, one a line."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section(f"not run here: {len(skipped)}")
    for report in skipped:
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        name = report.nodeid or Path(report.fspath).name
        terminalreporter.line(f"{name}: {told.removeprefix('Skipped: ')}")

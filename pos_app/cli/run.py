"""`pos-app run`: opens the checkout."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.display import has_display
from pos_app.cli.first_shop import has_shop, make_demo_shop

if TYPE_CHECKING:
    from pos_app.ui.till import WindowSetup


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Open the window; a folder without a shop becomes the demo shop. Without a display the demo sale runs instead."""
    folder = chosen_folder(chosen)
    if not has_display():
        return _play_instead(folder)
    if not has_shop(folder):
        from pos_app.cli.telling import told

        code = told(lambda: make_demo_shop(folder))
        if code:
            return code
    return _open(folder)


def prepare(folder: Path) -> WindowSetup:
    """Import and read what the till needs: on a thread, behind the first frame.

    Raises what `load_settings` and `load_translator` raise.
    """
    import_module("pos_app.ui.app")  # most of the time of a start
    from pos_app.cli.window import window_setup
    from pos_app.runtime.settings import load_settings

    return window_setup(folder, load_settings(folder))


def explain(error: Exception) -> str:
    """Return why the till cannot be opened, for the window; the terminal is told as well."""
    import sys

    from pos_app.cli.telling import explanation

    text = explanation(error)
    print(text, file=sys.stderr)
    return text


def _play_instead(folder: Path) -> int:
    from pos_app.cli.demo import play, usual_pictures
    from pos_app.cli.telling import plain_translator, told

    print(plain_translator()("run.no_display"), flush=True)
    return told(lambda: play(folder, usual_pictures(folder), is_visible=False))


def _open(folder: Path) -> int:
    from pos_app.ui.first_frame import run_first_frame

    with ExitStack() as open_files:

        def load() -> WindowSetup:
            from pos_app.runtime.logs import open_log
            from pos_app.ui.qt_messages import log_qt_messages

            open_files.callback(open_log(folder).close)
            log_qt_messages()
            return prepare(folder)

        return run_first_frame(load, explain)

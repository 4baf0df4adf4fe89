"""`pos-app run`: opens the checkout."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.display import has_display
from pos_app.cli.telling import plain_translator, told
from pos_app.runtime.settings import SETTINGS_FILE, load_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Open the window; a folder without a shop becomes the demo shop. Without a display the demo sale runs instead."""
    return told(lambda: _run(chosen))


def _run(chosen: argparse.Namespace) -> int:
    folder = chosen_folder(chosen)
    if not has_display():
        from pos_app.cli.demo import play, usual_pictures

        print(plain_translator()("run.no_display"), flush=True)
        return play(folder, usual_pictures(folder), is_visible=False)
    make_demo_if_empty(folder)
    settings = load_settings(folder)
    from pos_app.cli.window import window_setup
    from pos_app.runtime.logs import open_log
    from pos_app.ui.app import run_window
    from pos_app.ui.qt_messages import log_qt_messages

    log = open_log(folder)
    log_qt_messages()
    try:
        return run_window(window_setup(folder, settings))
    finally:
        log.close()


def make_demo_if_empty(folder: Path) -> None:
    """Make the demo shop in a folder that has no shop yet."""
    if (folder / SETTINGS_FILE).exists():
        return
    from pos_app.demo.shop import build_demo
    from pos_app.runtime.system_clock import SystemClock

    print(plain_translator()("run.making_demo", folder=str(folder)), flush=True)
    build_demo(folder, SystemClock())

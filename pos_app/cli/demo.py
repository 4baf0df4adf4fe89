"""`pos-app demo`: the scripted demo sale."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.display import has_display
from pos_app.cli.first_shop import has_shop, make_demo_shop
from pos_app.cli.telling import plain_translator, told
from pos_app.runtime.settings import load_settings

PICTURES = "demo-pictures"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add_data_option(parser)
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="where a picture of every step goes")
    parser.add_argument(
        "--tills", action="store_true", help="two tills of the server in DIR/server (what `make tills` does)"
    )


def run(chosen: argparse.Namespace) -> int:
    """Play the sale in a visible window where there is a display, off screen where there is none."""
    if chosen.tills:
        from pos_app.cli.demo_tills import act

        return told(lambda: act(chosen))
    folder = chosen_folder(chosen)
    pictures = chosen.pictures or usual_pictures(folder)
    return told(lambda: play(folder, pictures, is_visible=has_display()))


def usual_pictures(folder: Path) -> Path:
    """Return where pictures go when nobody says: into the shop's folder."""
    return folder / PICTURES


def play(folder: Path, pictures: Path, *, is_visible: bool) -> int:
    """Play the demo sale; the receipt is printed, the folder of the pictures named."""
    if not is_visible:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if not has_shop(folder):
        make_demo_shop(folder)
    settings = load_settings(folder)
    from pos_app.cli.window import window_setup
    from pos_app.demo.script import play_sale
    from pos_app.runtime.logs import open_log
    from pos_app.ui.qt_messages import log_qt_messages

    log = open_log(folder)
    log_qt_messages()
    try:
        played = play_sale(lambda opened: window_setup(folder, settings, opened=opened), pictures, is_visible)
    finally:
        log.close()
    translate = plain_translator()
    for step in played.steps:
        print(f"  {step}")
    if played.failure:
        print(translate("demo.failed", what=played.failure, pictures=str(pictures)))
        return 1
    print()
    print(played.receipt)
    print(translate("demo.played", count=len(played.steps), pictures=str(pictures)))
    return 0

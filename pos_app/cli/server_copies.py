"""`pos-app server backup | restore | move`: everything, as a file or in another database."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_app.cli.server_place import alone, folder_of, opened_server, reached, url_of
from pos_app.cli.telling import plain_translator
from pos_app.kernel.errors import Refused
from pos_app.kernel.messages import Translate
from pos_app.runtime.fresh_ids import FreshIds
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.backup import back_up, move, restore
from pos_app.server.database import open_database
from pos_app.server.dump import check_whole
from pos_app.server.ended import end_again, keep_ended, keep_what_is_readable
from pos_app.server.filling import Copied, wipe
from pos_app.server.opening import DATABASE_FILE, make_folder, reach
from pos_app.server.schema import is_empty


def words(parser: argparse.ArgumentParser, action: str) -> None:
    """Declare the words of an action."""
    if action == "move":
        parser.add_argument(
            "--to",
            required=True,
            metavar="URL|DIR",
            help="an empty PostgreSQL database, or a folder for a file",
        )
    else:
        parser.add_argument("file", type=Path, metavar="FILE")
    if action == "restore":
        parser.add_argument("--yes", action="store_true", help="what is in the database now may be lost")


def act(chosen: argparse.Namespace) -> int:
    """Do it. Raises Refused, Unavailable."""
    translate = plain_translator()
    if chosen.action == "backup":
        return _back_up(chosen, translate)
    return _restore(chosen, translate) if chosen.action == "restore" else _move(chosen, translate)


def _back_up(chosen: argparse.Namespace, translate: Translate) -> int:
    with opened_server(chosen) as opened:
        copied = back_up(opened.database, chosen.file, SystemClock())
        keep_ended(opened.database, folder_of(chosen))
    print(translate("serving.backed_up", count=copied.rows, file=str(chosen.file)))
    return 0


def _restore(chosen: argparse.Namespace, translate: Translate) -> int:
    """Nothing is thrown away for a backup that is damaged."""
    folder, url = folder_of(chosen), url_of(chosen)
    make_folder(folder)
    check_whole(chosen.file)
    with alone(folder, url):
        with reached(chosen) as database:
            if not is_empty(database) and not chosen.yes:
                raise Refused("server.restore_yes")
            keep_what_is_readable(database, folder)
        copied = _into_server(chosen) if url else _into_file(folder, chosen.file)
        with reached(chosen) as database:
            end_again(database, folder, SystemClock())
    print(translate("serving.restored", count=copied.rows, epoch=copied.epoch))
    return 0


def _into_server(chosen: argparse.Namespace) -> Copied:
    with reached(chosen) as database:
        wipe(database)
        return restore(database, chosen.file, FreshIds(SystemClock()))


def _into_file(folder: Path, path: Path) -> Copied:
    """A file is made beside the old one, which goes only when the new one is whole."""
    new, old = folder / f"{DATABASE_FILE}.new", folder / DATABASE_FILE
    _remove(new)
    database = open_database(new)
    try:
        copied = restore(database, path, FreshIds(SystemClock()))
    finally:
        database.close()
    for rest in _beside(old):
        rest.unlink(missing_ok=True)
    new.replace(old)
    return copied


def _move(chosen: argparse.Namespace, translate: Translate) -> int:
    folder, url = folder_of(chosen), url_of(chosen)
    to_url = chosen.to if "://" in chosen.to else ""
    to_folder = folder if to_url else Path(chosen.to).expanduser().resolve()
    make_folder(to_folder)
    clock = SystemClock()
    with alone(folder, url), opened_server(chosen) as opened:
        target = reach(to_folder, to_url)
        try:
            copied = move(opened.database, target, clock, FreshIds(clock))
        finally:
            target.close()
    print(translate("serving.moved", count=copied.rows, epoch=copied.epoch))
    return 0


def _remove(path: Path) -> None:
    for each in (path, *_beside(path)):
        each.unlink(missing_ok=True)


def _beside(path: Path) -> tuple[Path, Path]:
    """What SQLite keeps beside a file that is open, or was when the power went."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")

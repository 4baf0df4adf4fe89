"""`pos-app server status | password`: how the server stands, who runs it."""

from __future__ import annotations

import argparse
import json

from pos_app.cli.server_address import last_listening
from pos_app.cli.server_place import folder_of, opened_server
from pos_app.cli.telling import plain_translator
from pos_app.kernel.clock import DAY_MS
from pos_app.kernel.exchange_limits import CERTIFICATE_WARN_DAYS
from pos_app.kernel.messages import Translate
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.opening import Opened
from pos_app.server.operators import FIRST, new_password
from pos_app.server.process import metrics_token
from pos_app.server.standing import Standing, standing_of


def words(parser: argparse.ArgumentParser, action: str) -> None:
    """Declare the words of an action."""
    if action == "password":
        parser.add_argument("name", nargs="?", default=FIRST, metavar="NAME")
    else:
        parser.add_argument("--json", action="store_true", help="for programs")


def act(chosen: argparse.Namespace) -> int:
    """Do it. Raises Refused, Unavailable."""
    translate = plain_translator()
    with opened_server(chosen) as opened:
        if chosen.action == "password":
            password = new_password(opened.database, chosen.name)
            print(translate("serving.password", name=chosen.name, password=password))
            return 0
        listening = last_listening(folder_of(chosen))
        ends_ms = listening.certificate_ends_ms if listening is not None else 0
        days = (ends_ms - SystemClock().now_ms()) // DAY_MS if ends_ms else None
        if chosen.json:
            print(_as_json(opened, days))
        else:
            _say(translate, opened, days)
    return 0


def _as_json(opened: Opened, days: int | None) -> str:
    standing = standing_of(opened.database)
    figures: dict[str, object] = {name: getattr(standing, name) for name in Standing.__struct_fields__}
    return json.dumps(
        {**figures, "name": opened.identity.name, "epoch": opened.identity.epoch, "certificate_days": days}
    )


def _say(translate: Translate, opened: Opened, days: int | None) -> None:
    standing = standing_of(opened.database)
    identity = opened.identity
    engine = "PostgreSQL" if opened.database.is_postgres else "SQLite"
    print(translate("serving.status_server", name=identity.name, engine=engine, schema=standing.schema))
    print(translate("serving.status_epoch", epoch=identity.epoch))
    print(translate("serving.status_terminals", active=standing.terminals, silent=standing.ended))
    print(translate("serving.status_facts", count=standing.facts, waiting=standing.unapplied))
    print(translate("serving.status_odd", count=standing.quarantined))
    print(translate("serving.status_books", members=standing.members, accounts=standing.accounts))
    print(translate("serving.status_holds", count=standing.reservations))
    print(translate("serving.status_token", token=metrics_token(identity)))
    if days is None:
        return
    if days < 0:
        print(translate("serving.certificate_over"))
    elif days < CERTIFICATE_WARN_DAYS:
        print(translate("serving.certificate_soon", days=days))
    else:
        print(translate("serving.status_certificate", days=days))

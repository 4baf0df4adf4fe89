"""`pos-app server findings | verify | replay`: whether the books are whole, what somebody should look at."""

from __future__ import annotations

import argparse

from pos_app.cli.server_place import opened_server
from pos_app.cli.server_terminals import when
from pos_app.cli.server_worth import published_program, published_texts
from pos_app.cli.telling import plain_translator
from pos_app.kernel.messages import Translate
from pos_app.loyalty.point_worth import worth_minor
from pos_app.runtime.system_clock import SystemClock
from pos_app.server.applying import Applier
from pos_app.server.devices import all_devices
from pos_app.server.findings import Findings, report
from pos_app.server.opening import Opened
from pos_app.server.verifying import verify


def words(parser: argparse.ArgumentParser, action: str) -> None:
    """Declare the words of an action; there are none besides the place."""


def act(chosen: argparse.Namespace) -> int:
    """Do it; 1 when something is wrong. Raises Refused, Unavailable."""
    translate = plain_translator()
    with opened_server(chosen) as opened:
        if chosen.action == "replay":
            count = Applier(opened.database, SystemClock()).replay()
            print(translate("serving.replayed", count=count))
            return 0
        if chosen.action == "findings":
            _show(opened, report(opened.database), published_texts(opened))
            return 0
        return _verify(opened, translate)


def _show(opened: Opened, found: Findings, translate: Translate) -> None:
    if found.is_clean:
        print(translate("serving.no_findings"))
        return
    labels = {each.device_id: each.label for each in all_devices(opened.database)}
    if found.indebted:
        print(translate("serving.found_debt", count=found.indebted, points=found.debt))
    program = published_program(opened)
    for one in found.overdrawn:
        what = translate(f"serving.flag_overdrawn_{one.cause}")
        worth = worth_minor(program, one.points) if program is not None else 0
        code = "serving.found_worth" if worth else "serving.found_overdrawn"
        counts = {"members": one.members, "points": one.points, "worth_minor": worth}
        print(translate(code, what=what, **counts))
    if found.over_committed:
        print(translate("serving.found_over_committed", count=found.over_committed))
    for each in found.flags:
        what = translate(f"serving.flag_{each.flag.replace(':', '_')}")
        print(translate("serving.found_flag", what=what, count=each.times, points=each.debt))
    for entry in found.newest:
        print(
            translate(
                "serving.found_entry",
                at=when(entry.at_ms),
                what=translate(f"serving.flag_{entry.flag.replace(':', '_')}"),
                till=labels.get(entry.device_id, str(entry.device_id)),
                account=str(entry.account_id),
                drafted=entry.drafted,
                posted=entry.points,
            )
        )
    for kept in found.kept:
        code = "serving.found_marked" if kept.is_posted else "serving.found_kept"
        print(translate(code, kind=kept.kind, count=kept.times, why=translate(kept.reason)))
    if found.lines_back_twice:
        print(translate("serving.found_twice", count=found.lines_back_twice))
    for till in found.copied:
        print(translate("serving.found_copied", till=str(till)))


def _verify(opened: Opened, translate: Translate) -> int:
    found = verify(opened.database)
    for each in found.wrong:
        what = translate(each.what.code, **each.what.params)
        print(translate("serving.verify_wrong", where=each.where, what=what))
    if not found.wrong:
        counts = {"facts": found.facts, "streams": found.streams, "accounts": found.accounts}
        print(translate("serving.verified", **counts))
    return 1 if found.wrong else 0

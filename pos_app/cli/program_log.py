"""The change log of a shop's program, as a member may read it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pos_app.cli.plain_words import words_for
from pos_app.loyalty.program import Program
from pos_app.scenarios.differing import difference
from pos_app.terminal import build


def log_lines(versions: Sequence[tuple[int, Program]], language: str) -> list[str]:
    """Return for each version since when it is in force, with what changed for whom against the one before."""
    if not versions:
        return [words_for(Program("", "", 1), language)("program.log_empty")]
    first_ms, first = versions[0]
    say = words_for(first, language)
    lines = [say("program.log_since", name=first.name, version=first.version, since_ms=first_ms)]
    for (_, old), (at_ms, new) in pairwise(versions):
        say = words_for(new, language)
        lines += ["", say("program.log_since", name=new.name, version=new.version, since_ms=at_ms)]
        lines += [f"  {line}".rstrip() for line in difference(old, new, say)]
    return lines


def show_log(folder: Path, language: str) -> int:
    """Print the change log of the shop in `folder`. No till may be open on it meanwhile."""
    terminal = build(folder)
    try:
        print("\n".join(log_lines(terminal.storage.programs.log(), language)))
        return 0
    finally:
        terminal.close()

"""Sentences for the person who runs the set-up."""

from __future__ import annotations

import subprocess
import sys

TIMEOUT_S = 1800
SHOWN_LINES = 12


class Stop(Exception):
    """The set-up cannot go on; the message says why, what to do."""


def tell(sentence: str) -> None:
    """Say one thing, at once."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def run(command: list[str], environment: dict[str, str] | None = None, failed: str = "") -> str:
    """Run a command quietly. Its last lines follow `failed` in the Stop when it does not succeed."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Stop("%s\n  %s" % (failed, error)) from error
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0:
        raise Stop("%s\n%s%s" % (failed, indented(said), advice(said)))
    return said


def indented(said: str) -> str:
    """The last lines of a program's words, set in."""
    return "".join("  | %s\n" % line for line in said.strip().splitlines()[-SHOWN_LINES:])


def advice(said: str) -> str:
    """What to do about a failure that many people meet, empty when it is not one of them."""
    lowered = said.lower()
    network = (
        "dns error",
        "failed to fetch",
        "error sending request",
        "connection",
        "name resolution",
        "timed out",
    )
    if "no space left" in lowered:
        return "The disk is full. Free some space, then run this again."
    if "hash" in lowered and "mismatch" in lowered:
        return "A package is not the one that was pinned. Do not go on: ask who looks after this project."
    if "glibc" in lowered or "platform tag" in lowered or "no wheels" in lowered:
        return (
            "This system is too old or unknown: Linux needs glibc 2.34 (Debian 12, Ubuntu 22.04), macOS 14."
        )
    if any(word in lowered for word in network):
        return "The package registry was not reached. Check the network or the proxy, then run this again."
    return ""

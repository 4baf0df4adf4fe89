"""`pos-app server findings | verify | replay`: whether the books are whole, what somebody should look at."""

from __future__ import annotations

import argparse


def words(parser: argparse.ArgumentParser, action: str) -> None:
    """Declare the words of an action."""


def act(chosen: argparse.Namespace) -> int:
    """Do it. Raises Refused, Unavailable."""
    return 0

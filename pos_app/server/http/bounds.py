"""Finds values in a message that no database could keep."""

from __future__ import annotations

from typing import Any

import msgspec

from pos_app.kernel.errors import Refused
from pos_app.wire.push import PushedFact

_MOST = 2**63 - 1
_LEAST = -(2**63)


def check_values(message: msgspec.Struct) -> None:
    """Look at every number and text of a message. A fact's body is not judged: it is kept whatever it says.

    Raises Refused `server.bad_message` (detail: the field).
    """
    for name in message.__struct_fields__:
        _check(name, getattr(message, name))


def _check(name: str, value: Any) -> None:
    if isinstance(value, PushedFact):
        _check("seq", value.seq)
        _check("c", value.c)
        _check("h", value.h)
    elif isinstance(value, msgspec.Struct):
        check_values(value)
    elif isinstance(value, tuple):
        for each in value:
            _check(name, each)
    elif isinstance(value, dict):
        for key, each in value.items():
            _check(name, key)
            _check(name, each)
    elif (isinstance(value, int) and not _LEAST <= value <= _MOST) or (
        isinstance(value, str) and "\0" in value
    ):
        raise Refused("server.bad_message", detail=name)

"""The content hash by which a program version is known."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import msgspec

from pos_app.loyalty.program import Program


def program_hash(program: Program) -> str:
    """Return the SHA-256 (hex) of the canonical content: sorted JSON without what equals its default.

    Comments, order of keys and spelling of numbers (1.5 or 1.50) do not change it; a setting added by a later
    version of the house does not change it either, as long as the file does not use it.
    """
    return hashlib.sha256(msgspec.json.encode(_plain(program), order="sorted")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        kept: dict[str, Any] = {}
        for name, default in _defaults(type(value)):
            part = getattr(value, name)
            if default is msgspec.NODEFAULT or part != default:
                kept[name] = _plain(part)
        return kept
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


@cache
def _defaults(kind: type[msgspec.Struct]) -> list[tuple[str, Any]]:
    return [(field.name, field.default) for field in msgspec.structs.fields(kind)]

"""The content hash by which a program version is known."""

from __future__ import annotations

import hashlib
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
        for field in msgspec.structs.fields(type(value)):
            part = getattr(value, field.encode_name)
            if field.default is msgspec.NODEFAULT or part != field.default:
                kept[field.encode_name] = _plain(part)
        return kept
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value

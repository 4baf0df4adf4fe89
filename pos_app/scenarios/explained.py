"""A rule of a program in plain words, as values."""

from __future__ import annotations

import msgspec


class Explained(msgspec.Struct, frozen=True):
    """One rule or setting: `key` finds the same one in another version, `details` say when and for whom it holds."""

    key: str
    name: str
    text: str
    details: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """Rules of one kind under their heading."""

    title: str
    rules: tuple[Explained, ...]

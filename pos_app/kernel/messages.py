"""A message for eyes as a code with parameters, translated only where it is shown."""

from __future__ import annotations

from typing import Protocol

import msgspec

Parameter = str | int
"""What a message can carry: text, or an integer. Money is carried as minor units in a name ending in `_minor`."""


class Message(msgspec.Struct, frozen=True):
    """One sentence to be: dotted `code` and its named `params`."""

    code: str
    params: dict[str, Parameter] = {}


class Translate(Protocol):
    """Turns a code and its parameters into a sentence of the reader's language.

    Parameters whose name ends in `_minor` are money in minor units, in `_points` points, in `_ms` instants, in
    `_milli` quantities in thousandths: the translator formats them for the reader's language.
    """

    def __call__(self, code: str, /, **params: Parameter) -> str:
        """Return the sentence; an unknown code comes back as itself, so that nothing is ever hidden."""
        ...

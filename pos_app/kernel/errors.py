"""The two kinds of error that are not bugs.

PosError
 ├── Refused       a rule said no: show the sentence calmly, change nothing
 └── Unavailable   the world said no (disk, printer, network): show it, offer to retry

Anything else that is raised is a bug: crash report, the open sale is kept.
"""

from __future__ import annotations

from pos_app.kernel.messages import Message, Parameter


class PosError(Exception):
    """An error with a code and parameters; the sentence for eyes lives in the text catalogues."""

    def __init__(self, code: str, /, **params: Parameter) -> None:
        super().__init__(code)
        self.message = Message(code, params)

    @property
    def code(self) -> str:
        """The dotted code, for example `product.unknown`."""
        return self.message.code

    def __str__(self) -> str:
        return f"{self.message.code} {self.message.params}" if self.message.params else self.message.code


class Refused(PosError):
    """A rule said no; nothing was changed."""


class Unavailable(PosError):
    """Something outside (disk, printer, network) could not be used; nothing was lost."""

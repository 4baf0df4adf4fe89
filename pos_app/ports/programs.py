"""Which versions of the program there were."""

from __future__ import annotations

from typing import Protocol

from pos_app.loyalty.compiled import CompiledProgram
from pos_app.loyalty.program import Program


class Programs(Protocol):
    """Every version that sales were rung up under, by content hash: returns are judged by the version of the sale."""

    def keep(self, program: Program) -> None:
        """Remember a version; one that is known already changes nothing."""
        ...

    def version(self, program_hash: str) -> CompiledProgram | None:
        """Return a version, compiled, or None if it was never kept here."""
        ...

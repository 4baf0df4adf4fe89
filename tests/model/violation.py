"""A rule of the protocol that a world of the fast model breaks."""

from __future__ import annotations


class Violation(AssertionError):
    """A rule is broken: which one, where, how."""

    def __init__(self, rule: str, account: int, told: str) -> None:
        super().__init__(f"{rule}: account {account}: {told}")
        self.rule, self.account = rule, account

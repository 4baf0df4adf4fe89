"""The server's schema, first expanded, later contracted: each version's statements run once, in order."""

from __future__ import annotations

from pos_app.server.migrations import v0001_baseline

VERSIONS = (v0001_baseline,)
CURRENT = VERSIONS[-1].VERSION

"""The schema's history: one module for each version, oldest first, run by `upgrade`."""

from __future__ import annotations

VERSIONS = ("0001", "0002", "0003", "0004")
"""Every version there has been; importing this costs nothing, so that a start does not load Alembic."""

CURRENT = VERSIONS[-1]

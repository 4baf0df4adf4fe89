"""Help: every key of the till."""

from __future__ import annotations

"""A point-of-sale terminal for a counter."""

from __future__ import annotations

__version__ = "0.1.0"

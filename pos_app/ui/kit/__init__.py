"""Controls that every screen is built from."""

from __future__ import annotations

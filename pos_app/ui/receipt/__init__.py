"""The receipt preview."""

from __future__ import annotations

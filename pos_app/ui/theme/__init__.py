"""Colours, sizes, type of every screen."""

from __future__ import annotations

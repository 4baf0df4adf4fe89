"""Colours, sizes and type of every screen."""

from __future__ import annotations

"""Goods come back: find the sale, choose lines, read what happens, agree."""

from __future__ import annotations

"""Sign-on by PIN."""

from __future__ import annotations

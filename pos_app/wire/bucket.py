"""The bucket that everything of the server lives in."""

from __future__ import annotations

import hashlib
from uuid import UUID

BUCKETS = 256
"""Frozen for ever: a server splits its work, its database, its feed by them."""


def bucket_of(thing: UUID | str) -> int:
    """Return the bucket (0-255) of an id, or of a text such as `card:<digest>`: the first byte of its SHA-256."""
    return hashlib.sha256(str(thing).encode()).digest()[0]

"""The yes of a manager, without signing off."""

from __future__ import annotations

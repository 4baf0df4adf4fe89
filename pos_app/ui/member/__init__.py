"""Everything a shop knows of the member on the sale, with what can be done about it."""

from __future__ import annotations

"""The paper of the simulated printer."""

from __future__ import annotations

"""Enrolment of a new member."""

from __future__ import annotations

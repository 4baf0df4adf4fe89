"""Buckets are frozen for ever."""

from __future__ import annotations

from uuid import UUID

from pos_app.wire.bucket import BUCKETS, bucket_of


def test_a_bucket_never_changes() -> None:
    assert bucket_of(UUID("0192f0c0-0000-7000-8000-0000000000b1")) == 0xE3
    assert bucket_of("card:00ff") == 0xA3


def test_id_and_text_of_the_id_have_the_same_bucket() -> None:
    thing = UUID("0192f0c0-0000-7000-8000-000000000001")
    assert bucket_of(thing) == bucket_of(str(thing))


def test_every_bucket_is_used() -> None:
    assert {bucket_of(str(number)) for number in range(5000)} == set(range(BUCKETS))

"""The insides of the simulated printer."""

from __future__ import annotations

import pytest

from pos_app.devices.simulated.mechanism import PAPER_ENDS_AFTER_LINES, Mechanism, Mood
from pos_app.kernel.limits import SIMULATED_PAPERS_KEPT
from tests.support.printers import entry

JOB = b"\x1b@line\n\x1dVB\x00"


@pytest.fixture
def mechanism() -> Mechanism:
    """A fine printer."""
    return Mechanism(entry())


@pytest.mark.parametrize(
    ("mood", "answers"),
    [
        (Mood.FINE, b"\x12\x12\x12\x12"),
        (Mood.PAPER_LOW, b"\x12\x12\x12\x1e"),
        (Mood.PAPER_OUT, b"\x1a\x32\x12\x7e"),
        (Mood.COVER_OPEN, b"\x1a\x16\x12\x12"),
        (Mood.SILENT, b""),
    ],
)
def test_real_time_answers(mechanism: Mechanism, mood: Mood, answers: bytes) -> None:
    mechanism.set_mood(mood)
    assert mechanism.receive(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04") == answers


def test_answers_in_order_come_after_the_job(mechanism: Mechanism) -> None:
    assert mechanism.receive(JOB[:5]) == b""
    assert mechanism.receive(JOB[5:] + b"\x1dr\x01") == b"\x00"
    assert mechanism.receive(b"\x1d(H\x06\x0000PA 1") == b"\x37\x22PA 1\x00"
    assert mechanism.receive(b"\x1dr\x02\x1d(H\x06\x0011PA 1\x10\x05\x02\x10\x04\x09") == b""


def test_real_time_questions_are_answered_while_the_job_waits(mechanism: Mechanism) -> None:
    mechanism.set_mood(Mood.PAPER_OUT)
    assert mechanism.receive(JOB + b"\x1dr\x01\x10\x04\x04") == b"\x7e"
    assert list(mechanism.papers) == []
    mechanism.set_mood(Mood.FINE)
    assert [paper.text() for paper in mechanism.papers] == ["line\n"]


def test_paper_that_ends(mechanism: Mechanism) -> None:
    mechanism.set_mood(Mood.PAPER_ENDS)
    mechanism.receive(b"line\n" * (PAPER_ENDS_AFTER_LINES + 3) + b"\x1dVB\x00")
    assert mechanism.mood is Mood.PAPER_OUT
    mechanism.set_mood(Mood.FINE)
    assert mechanism.papers[0].text().count("line") == PAPER_ENDS_AFTER_LINES + 3


def test_power_off_loses_the_buffer(mechanism: Mechanism) -> None:
    mechanism.set_mood(Mood.PAPER_OUT)
    mechanism.receive(JOB)
    mechanism.set_mood(Mood.ABSENT)
    mechanism.set_mood(Mood.FINE)
    assert list(mechanism.papers) == []


def test_only_the_last_papers_are_kept(mechanism: Mechanism) -> None:
    for n in range(SIMULATED_PAPERS_KEPT + 3):
        mechanism.receive(b"%d\n\x1dVB\x00" % n)
    assert len(mechanism.papers) == SIMULATED_PAPERS_KEPT
    assert mechanism.papers[-1].text() == f"{SIMULATED_PAPERS_KEPT + 2}\n"


def test_a_job_without_a_cut_ends_with_its_connection(mechanism: Mechanism) -> None:
    mechanism.receive(b"line\n")
    assert list(mechanism.papers) == []
    mechanism.end_of_job()
    assert [paper.is_cut for paper in mechanism.papers] == [False]


def test_pulses_of_both_kinds(mechanism: Mechanism) -> None:
    mechanism.receive(b"\x1bp\x00\x19\xfa\x10\x14\x01\x00\x01")
    assert (mechanism.pulses, mechanism.cuts) == (2, 0)

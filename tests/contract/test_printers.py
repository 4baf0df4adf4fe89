"""What every printer must do, however it is reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_app.devices.simulated.mechanism import Mood
from pos_app.ports.printing import Health, JobState, PrintJob
from tests.support.printer_lines import RIGS, Rig, rig
from tests.support.printers import SMALL, entry

JOB = PrintJob(SMALL)


@pytest.fixture(params=sorted(RIGS))
def line(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """One printer of each kind."""
    with rig(request.param, entry("epson-80")) as built:
        yield built


def test_a_good_job_is_confirmed(line: Rig) -> None:
    result = line.printer.print(JOB)
    assert (result.state, result.reason) == (JobState.CONFIRMED, None)
    (paper,) = line.mechanism.papers
    assert "Köşe Dükkân" in paper.text()
    assert paper.is_cut
    assert line.mechanism.pulses == 0


def test_jobs_follow_each_other(line: Rig) -> None:
    assert [line.printer.print(JOB).state for _ in range(3)] == [JobState.CONFIRMED] * 3
    assert len(line.mechanism.papers) == line.mechanism.cuts == 3


def test_columns_come_from_the_table(line: Rig) -> None:
    assert line.printer.columns == 48


def test_a_fine_printer_says_so(line: Rig) -> None:
    state = line.printer.state()
    assert (state.health, state.reason, state.paper_low) == (Health.READY, None, False)
    assert line.mechanism.papers == ()


@pytest.mark.parametrize(
    ("mood", "health", "code"),
    [
        (Mood.PAPER_OUT, Health.PAPER_OUT, "printer.paper_out"),
        (Mood.COVER_OPEN, Health.COVER_OPEN, "printer.cover_open"),
        (Mood.SILENT, Health.UNKNOWN, "printer.silent"),
        (Mood.RUBBISH, Health.UNKNOWN, "printer.rubbish"),
        (Mood.ABSENT, Health.UNREACHABLE, "printer.not_reachable"),
    ],
)
def test_a_printer_that_cannot_print_is_sent_nothing(
    line: Rig, mood: Mood, health: Health, code: str
) -> None:
    line.set_mood(mood)
    state = line.printer.state()
    assert (state.health, state.reason and state.reason.code) == (health, code)
    result = line.printer.print(JOB)
    assert (result.state, result.reason and result.reason.code) == (JobState.WAITING, code)
    assert line.mechanism.papers == ()


def test_low_paper_prints_and_is_said(line: Rig) -> None:
    line.set_mood(Mood.PAPER_LOW)
    assert line.printer.state().paper_low
    assert line.printer.print(JOB).state is JobState.CONFIRMED


def test_paper_that_ends_in_the_middle_leaves_it_unknown(line: Rig) -> None:
    line.set_mood(Mood.PAPER_ENDS)
    result = line.printer.print(JOB)
    assert (result.state, result.reason and result.reason.code) == (JobState.UNKNOWN, "printer.paper_out")
    line.set_mood(Mood.FINE)  # the new roll: the printer prints what it still had
    assert [paper.is_cut for paper in line.mechanism.papers] == [True]


def test_a_printer_that_dies_leaves_it_unknown(line: Rig) -> None:
    line.set_mood(Mood.DIES)
    result = line.printer.print(JOB)
    assert result.state is JobState.UNKNOWN
    assert result.reason is not None
    assert result.reason.code == "printer.lost_mid_job"


def test_the_drawer_opens_once(line: Rig) -> None:
    assert line.printer.open_drawer().state is JobState.SENT
    line.printer.print(JOB)
    assert line.mechanism.pulses == 1


def test_the_drawer_opens_without_paper(line: Rig) -> None:
    line.set_mood(Mood.PAPER_OUT)
    assert line.printer.open_drawer().state is JobState.SENT
    line.set_mood(Mood.FINE)
    line.printer.print(JOB)
    assert line.mechanism.pulses == 1


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.ABSENT, Mood.RUBBISH])
def test_a_drawer_that_was_not_reached_is_not_opened_later(line: Rig, mood: Mood) -> None:
    line.set_mood(mood)
    assert line.printer.open_drawer().state is JobState.WAITING
    assert line.mechanism.pulses == 0

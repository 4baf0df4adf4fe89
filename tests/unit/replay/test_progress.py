"""The progress bar is live on a terminal, short in a file."""

from __future__ import annotations

import io

from pos_app.replay.progress import Progress


class SetClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at_ms = 0

    def now_ms(self) -> int:
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_file_gets_twenty_lines_and_the_last_one_says_all_of_it() -> None:
    paper, clock = io.StringIO(), SetClock()
    bar = Progress(paper, clock, 1000, "baskets")
    for done in range(1000):
        clock.at_ms += 1
        bar.show(done)
    bar.end(1000)
    lines = paper.getvalue().splitlines()
    assert len(lines) == 21
    assert lines[10] == "[###############...............]  50 %  500/1,000 baskets  998/s"
    assert lines[-1] == f"[{'#' * 30}] 100 %  1,000/1,000 baskets  1,000/s"


def test_a_terminal_is_redrawn_ten_times_a_second() -> None:
    screen, clock = Screen(), SetClock()
    bar = Progress(screen, clock, 100, "baskets")
    for done in range(100):
        clock.at_ms += 10
        bar.show(done)
    bar.end(100)
    assert screen.getvalue().count("\r") == 11
    assert screen.getvalue().endswith("\x1b[K\n")


def test_nothing_to_do_is_shown_as_done() -> None:
    paper = io.StringIO()
    Progress(paper, SetClock(), 0, "baskets").end(0)
    assert "0 %" in paper.getvalue()

"""Sample baskets told with why-lines."""

from __future__ import annotations

from pos_app.cli.plain_words import words_for
from pos_app.scenarios.sampling import sample_lines, tier_name
from tests.unit.scenarios.programs import program


def test_every_basket_says_what_it_costs_and_why() -> None:
    found = program(
        '[program]\nid="a"\nname="A"\nversion=1\n[[earn]]\nid="b"\nname="B"\npoints=1\nper_spend="1.00"\n'
    )
    lines = [line.strip() for line in sample_lines(found, words_for(found, "en"))]
    assert "A member pays 4.50; 4 = 4.50 x 1" in lines
    assert sum(line.startswith("A member pays") for line in lines) == 3


def test_the_lowest_and_the_highest_tier_are_told() -> None:
    found = program()
    say = words_for(found, "en")
    lines = "\n".join(sample_lines(found, say))
    assert "Base pays" in lines
    assert "Upper pays" in lines
    assert tier_name(found, "nobody", say) == "A member"

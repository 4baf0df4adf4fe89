"""A backtest as lines of text with bars."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.insights.backtest import Backtest
from pos_app.insights.comparison import Change, Comparison
from pos_app.kernel.limits import BACKTEST_MEMBERS_SHOWN, BACKTEST_RULES_SHOWN
from pos_app.kernel.messages import Translate

BAR_WIDTH = 40
_EIGHTHS = " ▏▎▍▌▋▊▉"


def report(results: Sequence[Backtest], translate: Translate, words: Sequence[Translate] = ()) -> list[str]:
    """Return one column per program: sales, points, cost, liability; then the rules and the months of each.

    `words` has the texts of each program, which write its points with its decimals; usual: all write them alike.
    """
    words = words or [translate] * len(results)
    names = [result.name for result in results]
    width = max(14, *(len(name) + 2 for name in names))
    label_width = max(len(translate(f"backtest.{row}")) for row in _ROWS) + 2
    lines = ["".ljust(label_width) + "".join(name.rjust(width) for name in names)]
    for row in _ROWS:
        cells = "".join(
            _cell(row, result, say).rjust(width) for result, say in zip(results, words, strict=True)
        )
        lines.append(translate(f"backtest.{row}").ljust(label_width) + cells)
    for result, say in zip(results, words, strict=True):
        lines += ["", translate("backtest.why", name=result.name), *why_lines(result, say)]
    for result, say in zip(results, words, strict=True):
        lines += ["", translate("backtest.rules_of", name=result.name), *rule_lines(result, say)]
    lines += ["", translate("backtest.months"), *month_lines(results, words)]
    return lines


_ROWS = (
    "sales",
    "member_sales",
    "turnover",
    "given",
    "given_share",
    "issued",
    "spent",
    "expired",
    "open",
    "liability",
    "cost",
    "cost_share",
)


def _cell(row: str, result: Backtest, translate: Translate) -> str:
    money = {
        "turnover": result.turnover_minor,
        "given": result.given_minor,
        "liability": result.liability_minor,
        "cost": result.cost_minor,
    }
    points = {
        "issued": result.issued,
        "spent": result.spent,
        "expired": result.expired,
        "open": result.open_points,
    }
    if row in money:
        return translate("backtest.money", amount_minor=money[row])
    if row in points:
        return translate("backtest.points", count_points=points[row])
    if row == "given_share":
        return share_text(result.given_minor, result.turnover_minor)
    if row == "cost_share":
        return share_text(result.cost_minor, result.turnover_minor)
    return translate("backtest.count", count=result.sales if row == "sales" else result.member_sales)


def why_lines(result: Backtest, translate: Translate) -> list[str]:
    """Return how what is owed, what is given away in all, its share are worked out."""
    worth = result.worth
    if worth.numerator:
        owed = translate(
            "backtest.why_owed",
            owed_minor=result.liability_minor,
            open_points=result.open_points,
            bought_minor=worth.numerator,
            for_points=worth.denominator,
        )
    else:
        owed = translate("backtest.why_nothing_owed")
    cost = translate(
        "backtest.why_cost",
        cost_minor=result.cost_minor,
        given_minor=result.given_minor,
        owed_minor=result.liability_minor,
    )
    share = translate(
        "backtest.why_share",
        share=share_text(result.cost_minor, result.turnover_minor),
        cost_minor=result.cost_minor,
        turnover_minor=result.turnover_minor,
    )
    return [f"  {text}" for text in (owed, cost, share)]


def rule_lines(result: Backtest, translate: Translate) -> list[str]:
    """Return one line per rule, those that cost or gave most first."""
    ranked = sorted(result.rules.items(), key=lambda one: (-one[1].given_minor, -abs(one[1].points), one[0]))
    shown = ranked[:BACKTEST_RULES_SHOWN]
    width = max((len(rule_id) for rule_id, _ in shown), default=0)
    lines = [
        f"  {rule_id.ljust(width)}  "
        + translate(
            "backtest.rule",
            sales=figures.sales,
            rule_points=figures.points,
            given_minor=figures.given_minor,
        )
        for rule_id, figures in shown
    ]
    more = len(ranked) - len(shown)
    return [*lines, f"  {translate('backtest.more_rules', count=more)}"] if more else lines


def month_lines(results: Sequence[Backtest], words: Sequence[Translate]) -> list[str]:
    """Return a bar per month and program: what it gives away in money with what the points issued add to.

    `words` has the texts of each program.
    """
    months = sorted({month for result in results for month in result.months})
    most = max((result.months[month].given_minor for result in results for month in months), default=0)
    lines: list[str] = []
    for month in months:
        for place, (result, say) in enumerate(zip(results, words, strict=True)):
            figures = result.months[month]
            money = say("backtest.money", amount_minor=figures.given_minor)
            points = say("backtest.issued_in_month", month_points=figures.issued)
            head = month if not place else " " * len(month)
            lines.append(f"  {head}  {bar(figures.given_minor, most)}  {money}  {points}".rstrip())
    return lines


def comparison_lines(found: Comparison, translate: Translate) -> list[str]:
    """Return how many gain and lose, by how much, with those who gain and lose most."""
    winners, losers = found.winners, found.losers
    same = len(found.changes) - len(winners) - len(losers)
    lines = [
        translate("backtest.winners", count=len(winners), sum_minor=sum(one.gain_minor for one in winners)),
        translate("backtest.losers", count=len(losers), sum_minor=-sum(one.gain_minor for one in losers)),
        translate("backtest.same", count=same, median_minor=found.median_minor),
    ]
    for title, group in (("backtest.most_gain", winners), ("backtest.most_loss", losers)):
        if group:
            lines += [
                translate(title),
                *(_member_line(one, translate) for one in group[:BACKTEST_MEMBERS_SHOWN]),
            ]
    return lines


def _member_line(one: Change, translate: Translate) -> str:
    return "  " + translate(
        "backtest.member",
        member=str(one.member_id),
        before_minor=one.before_minor,
        after_minor=one.after_minor,
    )


def bar(amount: int, most: int) -> str:
    """Return a bar of BAR_WIDTH cells at `most`, drawn to an eighth of a cell."""
    eighths = max(0, amount) * BAR_WIDTH * 8 // most if most > 0 else 0
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(BAR_WIDTH)


def share_text(part: int, whole: int) -> str:
    """Return a share in percent with two decimals."""
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d} %"

"""`pos-app backtest`: what a program would have cost on past sales."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.cli.telling import terminal_language, told
from pos_app.kernel.messages import Translate
from pos_app.retail.sale import Sale
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.program_file import load_program_file
from pos_app.runtime.system_clock import SystemClock
from pos_app.runtime.texts import load_translator

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pos_app.insights.backtest import Backtest
    from pos_app.insights.past import PastSale
    from pos_app.loyalty.compiled import CompiledProgram


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the program (TOML)")
    parser.add_argument("other", type=Path, nargs="?", metavar="FILE2", help="a second one to compare with")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, metavar="DIR", help="a data folder with sales")
    source.add_argument("--dataset", choices=("completejourney",), help="a year of a real grocer")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N sales")
    parser.add_argument(
        "--redeem",
        choices=("whenever", "never"),
        default="whenever",
        help="how members spend: the best reward whenever one is usable (default), or never",
    )
    parser.add_argument("--chart", type=Path, metavar="FILE", help="write the chart as an SVG picture, too")


def run(chosen: argparse.Namespace) -> int:
    """Run the backtest; the exit code is 1 when it could not be done."""
    return told(lambda: _backtest(chosen))


def _backtest(chosen: argparse.Namespace) -> int:
    from pos_app.insights.backtest import Backtester, Redeeming
    from pos_app.insights.chart import chart
    from pos_app.insights.report import report
    from pos_app.loyalty.compiled import compile_program
    from pos_app.replay.progress import Progress

    source = _Dataset(chosen) if chosen.dataset else _Folder(chosen)
    try:
        files = [chosen.file, *([chosen.other] if chosen.other else [])]
        programs = [
            compile_program(load_program_file(file, source.shop.currency), source.zone) for file in files
        ]
        testers = [Backtester(program, Redeeming(chosen.redeem)) for program in programs]
        clock = SystemClock()
        progress = Progress(sys.stderr, clock, source.total, "sales")
        number = last_ms = 0
        for number, sale in enumerate(source.sales(programs[0]), 1):
            for tester in testers:
                tester.take(sale)
            last_ms = sale.basket.at_ms
            progress.show(number)
        progress.end(number)
    finally:
        source.close()
    results = [tester.finish(last_ms) for tester in testers]
    words = [source.translate(program.program.decimals) for program in programs]
    translate = words[0]
    print("\n".join(report(results, translate, words)))
    _print_comparison(programs, results, translate)
    if chosen.chart is not None:
        chosen.chart.write_text(chart(results, translate), encoding="utf-8")
        print("\n" + translate("backtest.chart_written", file=str(chosen.chart)))
    return 0


def _print_comparison(programs: list[CompiledProgram], results: list[Backtest], translate: Translate) -> None:
    from pos_app.insights.comparison import compare, value_of
    from pos_app.insights.report import comparison_lines

    after = value_of(results[-1], programs[-1].program)
    before = value_of(results[0], programs[0].program) if len(results) > 1 else {}
    title = "backtest.compared" if len(results) > 1 else "backtest.against_nothing"
    print("\n" + translate(title, before=results[0].name, after=results[-1].name))
    print("\n".join(comparison_lines(compare(before, after), translate)))


class _Dataset:
    """The year of a real grocer, straight from its files."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        from pos_app.replay import dataset
        from pos_app.replay.shop import SHOP, ZONE

        self._data = dataset.data_folder()
        dataset.check_cents(self._data)
        self.shop: ShopProfile = SHOP
        self.zone: ZoneInfo = ZONE
        count = dataset.basket_count(self._data)
        self.total = count if chosen.limit is None else max(0, min(chosen.limit, count))

    def sales(self, program: CompiledProgram) -> Iterator[PastSale]:
        """Yield the sales in time order."""
        from pos_app.replay.past_sales import past_sales

        tiers = sorted(program.program.tiers, key=lambda tier: tier.order)
        return past_sales(self._data, self.total, tuple(tier.tier_id for tier in tiers))

    def translate(self, decimals: int) -> Translate:
        """Return the texts."""
        return _texts(self.shop, decimals)

    def close(self) -> None:
        """Nothing is held open."""


class _Folder:
    """The sales of a till's data folder."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        from zoneinfo import ZoneInfo

        from pos_app.replay.opening import is_replayed
        from pos_app.replay.shop import SHOP
        from pos_app.runtime.fresh_ids import FreshIds
        from pos_app.runtime.settings import load_settings
        from pos_app.storage.opening import open_storage
        from pos_app.storage.past_sales import sale_count

        folder: Path = chosen.data
        self.shop = SHOP if is_replayed(folder) else load_settings(folder).shop
        self.zone = ZoneInfo(self.shop.zone)
        clock = SystemClock()
        self._storage = open_storage(
            folder,
            clock,
            FreshIds(clock),
            store_no=self.shop.store_no,
            terminal_no=self.shop.terminal_no,
            zone=self.zone,
            use_keyring=not is_replayed(folder),
        )
        count = sale_count(self._storage.database)
        self.total = count if chosen.limit is None else max(0, min(chosen.limit, count))

    def sales(self, program: CompiledProgram) -> Iterator[PastSale]:
        """Yield the sales in the order they were filed, without what the program in force gave for them."""
        from itertools import islice

        from pos_app.checkout.evaluation import to_basket
        from pos_app.insights.past import PastSale
        from pos_app.kernel.ids import EventId
        from pos_app.storage.past_sales import past_sales

        entry_tier = program.program.entry_tier
        for completed in islice(past_sales(self._storage.database), self.total):
            sale = completed.sale
            if sale.lines:
                basket = to_basket(self.shop, self.zone, _without_program(sale))
                yield PastSale(EventId(sale.sale_id), basket, sale.member_id, entry_tier)

    def translate(self, decimals: int) -> Translate:
        """Return the texts."""
        return _texts(self.shop, decimals)

    def close(self) -> None:
        """Let another process in."""
        self._storage.close()


def _without_program(sale: Sale) -> Sale:
    return replace(sale, rewards=(), codes=(), coupons=(), returns=())


def _texts(shop: ShopProfile, decimals: int) -> Translate:
    return load_translator(terminal_language(), shop, decimals)

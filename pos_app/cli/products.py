"""`pos-app products`: imports products from a CSV file."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from pos_app.cli.data_option import add_data_option, chosen_folder
from pos_app.cli.telling import plain_translator, told
from pos_app.kernel.errors import Unavailable
from pos_app.kernel.messages import Translate
from pos_app.retail.csv_import import ProductImport, read_products
from pos_app.retail.csv_rows import ImportProblem
from pos_app.retail.shop import ShopProfile
from pos_app.runtime.settings import load_settings
from pos_app.terminal import build

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the table, UTF-8; resources/shop/products.csv is one"
    )
    parser.add_argument("--apply", action="store_true", help="import; without it the file is only checked")
    parser.add_argument("--errors", type=Path, metavar="CSV", help="write every bad row to this file as well")
    add_data_option(parser)


def run(chosen: argparse.Namespace) -> int:
    """Check the file, import it when told to; the exit code is 1 when a row is bad: then nothing is imported."""
    return told(lambda: _import(chosen))


def _import(chosen: argparse.Namespace) -> int:
    folder = chosen_folder(chosen)
    translate = plain_translator()
    table = _read(chosen.file, load_settings(folder).shop)
    if chosen.errors is not None:
        _write_errors(chosen.errors, table, translate)
    if table.problems:
        for line in _problem_lines(table, translate):
            print(line)
        bad = len({one.line for one in table.problems})
        print(translate("import.bad", rows=table.rows, bad=bad, good=len(table.products)))
        return 1
    if not chosen.apply:
        print(translate("import.dry", rows=table.rows, quick=len(table.quick_keys)))
        return 0
    terminal = build(folder)
    try:
        written = terminal.storage.catalogue.add(table.products)
        if table.quick_keys:
            terminal.storage.catalogue.set_quick_keys(table.quick_keys)
    finally:
        terminal.close()
    print(translate("import.done", rows=table.rows, written=written))
    return 0


def _read(path: Path, shop: ShopProfile) -> ProductImport:
    try:
        with path.open("rb") as lines:
            return read_products(lines, shop)
    except OSError as error:
        raise Unavailable("import.unreadable", file=str(path), detail=error.strerror or "") from error


def _problem_lines(table: ProductImport, translate: Translate) -> list[str]:
    lines = [
        translate("problem.in_line", line=one.line, what=_sentence(one, translate)) for one in table.problems
    ]
    return [*lines, translate("problem.more", count=table.more_problems)] if table.more_problems else lines


def _sentence(one: ImportProblem, translate: Translate) -> str:
    said = translate(one.message.code, **one.message.params)
    return f"{one.column}: {said}" if one.column else said


def _write_errors(path: Path, table: ProductImport, translate: Translate) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "column", "reason"))
            for one in table.problems:
                row = (str(one.line), one.column, translate(one.message.code, **one.message.params))
                writer.writerow([_harmless(cell) for cell in row])
    except OSError as error:
        raise Unavailable("import.errors_unwritten", file=str(path), detail=error.strerror or "") from error


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell

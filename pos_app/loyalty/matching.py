"""Which rules fit a line, found through dictionaries instead of trying every rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos_app.loyalty.basket import BasketLine
from pos_app.loyalty.rules import Selector


class Branch:
    """One category of the tree: who asks for exactly this path, and what lies below."""

    __slots__ = ("below", "here")

    def __init__(self) -> None:
        self.here: tuple[int, ...] = ()
        self.below: dict[str, Branch] = {}


class LineIndex:
    """Selectors by number, each filed under its narrowest list; built once, then only read."""

    __slots__ = ("_checks", "_everything", "by_brand", "by_product", "by_tag", "tree")

    def __init__(self, selectors: Sequence[Selector]) -> None:
        self.by_product: dict[str, tuple[int, ...]] = {}
        self.by_brand: dict[str, tuple[int, ...]] = {}
        self.by_tag: dict[str, tuple[int, ...]] = {}
        self.tree = Branch()
        self._checks: dict[int, Selector] = {}
        everything: list[int] = []
        for number, selector in enumerate(selectors):
            self._file(number, selector, everything)
        self._everything = tuple(everything)

    def _file(self, number: int, selector: Selector, everything: list[int]) -> None:
        given = [selector.products, selector.categories, selector.brands, selector.tags]
        if selector.products:
            _add(self.by_product, selector.products, number)
        elif selector.categories:
            for path in dict.fromkeys(selector.categories):
                branch = self.tree
                for part in path:
                    branch = branch.below.setdefault(part, Branch())
                branch.here += (number,)
        elif selector.tags:
            _add(self.by_tag, selector.tags, number)
        elif selector.brands:
            _add(self.by_brand, selector.brands, number)
        else:
            everything.append(number)
        if sum(map(bool, given)) > 1 or selector.has_exceptions or _can_hit_twice(selector):
            self._checks[number] = selector

    def fitting(self, line: BasketLine) -> list[int]:
        """Return the numbers of all selectors that fit the line, each once, in no particular order."""
        found = [*self._everything, *self.by_product.get(line.product, ())]
        if self.by_brand:
            found += self.by_brand.get(line.brand, ())
        below = self.tree.below
        for part in line.category:
            branch = below.get(part)
            if branch is None:
                break
            found += branch.here
            below = branch.below
        if self.by_tag:
            for tag in line.tags:
                found += self.by_tag.get(tag, ())
        if self._checks:
            return self._checked(found, line)
        return found

    def _checked(self, found: list[int], line: BasketLine) -> list[int]:
        checks = self._checks
        kept: list[int] = []
        for number in found:
            selector = checks.get(number)
            if selector is None or (number not in kept and fits(selector, line)):
                kept.append(number)
        return kept


def fits(selector: Selector, line: BasketLine) -> bool:
    """Say whether the line fits every list of the selector; the definition that the index only makes fast."""
    wanted = (
        (not selector.products or line.product in selector.products)
        and (not selector.brands or line.brand in selector.brands)
        and (not selector.categories or _below(line.category, selector.categories))
        and (not selector.tags or any(tag in selector.tags for tag in line.tags))
    )
    if not wanted or not selector.has_exceptions:
        return wanted
    return not (
        line.product in selector.except_products
        or line.brand in selector.except_brands
        or _below(line.category, selector.except_categories)
        or any(tag in selector.except_tags for tag in line.tags)
    )


def _below(category: tuple[str, ...], paths: Iterable[tuple[str, ...]]) -> bool:
    return any(category[: len(path)] == path for path in paths)


def _can_hit_twice(selector: Selector) -> bool:
    return len(selector.tags) > 1 or len(selector.categories) > 1 or bool(selector.tags)


def _add(index: dict[str, tuple[int, ...]], names: Iterable[str], number: int) -> None:
    for name in dict.fromkeys(names):
        index[name] = (*index.get(name, ()), number)

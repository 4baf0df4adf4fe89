"""Where the keys of a TOML text stand."""

from __future__ import annotations

from collections.abc import Iterable

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from pos_app.loyalty.problems import KeyPath

Place = tuple[int, int]
"""Line and column, both from 1, the column in characters."""

_DEPTH_MAX = 8


class Positions:
    """Where the keys of a text stand; made only when there is an error to place.

    With `wanted` only these paths are looked for, with what is around them: a file has many keys, few mistakes.
    """

    def __init__(self, text: str, wanted: Iterable[KeyPath] | None = None) -> None:
        self._wanted = (
            None if wanted is None else {path[:depth] for path in wanted for depth in range(len(path) + 1)}
        )
        self._lines = text.encode("utf-8", "replace").split(b"\n")
        self._found: dict[KeyPath, Place] = {}
        self._counts: dict[KeyPath, int] = {}
        self._reached = (0, 0, 0)
        """(Row, byte, character) of the place found last: a file may be one line of ten megabytes."""
        root = Parser(Language(tree_sitter_toml.language())).parse(b"\n".join(self._lines)).root_node
        self.broken: list[Place] = []
        """Places that are not TOML, in order of the text."""
        for node in root.children:
            self._statement(node)

    def of(self, path: KeyPath) -> Place:
        """Return the place of a key, or of the nearest thing around it that has one; (1, 1) when nothing
        has.
        """
        while path:
            if path in self._found:
                return self._found[path]
            path = path[:-1]
        return 1, 1

    def _statement(self, node: Node) -> None:
        if node.type == "ERROR" or node.is_missing:
            self.broken.append(self._place(node))
        elif node.type == "pair":
            self._pair((), node, 0)
        elif node.type in ("table", "table_array_element"):
            self._table(node)

    def _table(self, node: Node) -> None:
        header = next((child for child in node.children if child.type.endswith("key")), None)
        if header is None:
            return
        path = self._resolved(_names(header))
        if node.type == "table_array_element":
            count = self._counts.get(path, 0)
            self._counts[path] = count + 1
            if not count:
                self._found.setdefault(path, self._place(node))
            path = (*path, count)
        if self._wanted is not None and path not in self._wanted and not node.has_error:
            return
        self._found.setdefault(path, self._place(node))
        for child in node.children:
            if child.type == "pair":
                self._pair(path, child, 0)
            elif child.type == "ERROR" or child.is_missing:
                self.broken.append(self._place(child))

    def _resolved(self, names: list[str]) -> KeyPath:
        """Return the path of a header; below an array of tables it means the last one."""
        path: KeyPath = ()
        for depth, name in enumerate(names):
            path = (*path, name)
            if depth < len(names) - 1 and path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, above: KeyPath, node: Node, depth: int) -> None:
        parts = [child for child in node.children if child.is_named and child.type != "comment"]
        if not parts:
            return
        path = above
        for name in _names(parts[0]):
            path = (*path, name)
            self._found.setdefault(path, self._place(node))
        if len(parts) > 1:
            self._value(path, parts[1], depth + 1)
        if node.has_error:
            self.broken.append(self._place(node))

    def _value(self, path: KeyPath, node: Node, depth: int) -> None:
        if depth > _DEPTH_MAX:
            return
        if node.type == "inline_table":
            for child in node.children:
                if child.type == "pair":
                    self._pair(path, child, depth)
        elif node.type == "array":
            items = [child for child in node.children if child.is_named and child.type != "comment"]
            for number, child in enumerate(items):
                self._found.setdefault((*path, number), self._place(child))
                self._value((*path, number), child, depth + 1)

    def _place(self, node: Node) -> Place:
        row, column = node.start_point
        at_row, begins, letters = self._reached
        if row != at_row or column < begins:
            begins, letters = 0, 0
        between = self._lines[row][begins:column] if row < len(self._lines) else b""
        letters += len(between.decode("utf-8", "replace"))
        self._reached = (row, column, letters)
        return row + 1, letters + 1


def _names(key: Node) -> list[str]:
    if key.type == "dotted_key":
        return [name for child in key.children if child.is_named for name in _names(child)]
    text = (key.text or b"").decode("utf-8", "replace")
    return [text[1:-1] if key.type == "quoted_key" else text]

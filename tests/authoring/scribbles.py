"""The same data written in many ways: quotes, brackets, indents, blank lines and comments at random."""

from __future__ import annotations

import json
from random import Random
from typing import Any


class Scribbler:
    """Writes plain data as YAML as untidily as the language allows, and remembers its comments."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.comments: list[str] = []
        self._in_block = False

    def text(self, data: dict[str, Any]) -> str:
        """Return the text of a whole file."""
        return "".join(f"{line}\n" for line in [*self._between(0), *self._mapping(data, 0), *self._between(0)])

    def _chance(self, part: float) -> bool:
        return self._random.random() < part

    def _comment(self) -> str:
        number = len(self.comments)
        self.comments.append(
            self._random.choice([f"# note {number}", f"#note: [{number}", f'# "{number}', f"#{number}"])
        )
        return self.comments[-1]

    def _between(self, indent: int) -> list[str]:
        lines = []
        while self._chance(0.2):
            # Below a block of text, a line that is indented as much would belong to it.
            shift = 0 if self._in_block else self._random.choice([0, 0, 0, 1, 3])
            lines.append("" if self._chance(0.5) else " " * (indent + shift) + self._comment())
        return lines

    def _tail(self) -> str:
        return " " * self._random.randint(1, 5) + self._comment() if self._chance(0.15) else ""

    def _mapping(self, data: dict[str, Any], indent: int) -> list[str]:
        items = list(data.items())
        lines: list[str] = []
        for key, value in items:
            lines += self._between(indent)
            lines += self._entry(f"{self._key(key)}:", value, indent, deeper=self._random.choice([1, 2, 4]))
        return lines

    def _entry(self, lead: str, value: Any, indent: int, deeper: int) -> list[str]:
        pad = " " * indent
        self._in_block = False
        if isinstance(value, dict) and value and self._chance(0.6):
            inner = self._mapping(value, indent + deeper)
            return [pad + lead + self._tail(), *inner]
        if isinstance(value, list) and value and self._chance(0.6):
            lines = [pad + lead + self._tail()]
            at = indent + self._random.choice([0, 2]) if lead != "-" else indent + deeper
            for item in value:
                lines += self._between(at)
                lines += self._entry("-", item, at, deeper)
            return lines
        if isinstance(value, str) and "\n" not in value and " " in value and self._chance(0.2):
            first, rest = value.split(" ", 1)
            if first.isalnum() and rest.replace(" ", "").isalnum():
                return [f"{pad}{lead} {first}", f"{pad}     {rest}{self._tail()}"]
        if isinstance(value, str) and value and value == value.strip() and self._chance(0.15):
            lines = [f"{pad}  {line}" if line else "" for line in value.split("\n")]
            self._in_block = True
            return [f"{pad}{lead} |-{self._tail()}", *lines]
        if isinstance(value, dict | list) and value and self._chance(0.3):
            return self._broken(pad + lead, value, indent + 2)
        return [f"{pad}{lead} {self._flow(value)}{self._tail()}"]

    def _broken(self, lead: str, value: Any, indent: int) -> list[str]:
        """Write a collection in brackets over several lines."""
        left, right = "{}" if isinstance(value, dict) else "[]"
        items = (
            [f"{self._key(key)}: {self._flow(one)}" for key, one in value.items()]
            if isinstance(value, dict)
            else [self._flow(one) for one in value]
        )
        lines = [f"{lead} {left}{self._tail()}"]
        for place, item in enumerate(items):
            comma = "," if place < len(items) - 1 else ""
            lines += [*self._between(indent), " " * indent + item + comma + self._tail()]
        return [*lines, *self._between(indent), " " * indent + right + self._tail()]

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._key(key)}: {self._flow(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._flow, value)) + "]"
        return self._scalar(value)

    def _key(self, key: str) -> str:
        return f'"{key}"' if self._chance(0.1) else key

    def _scalar(self, value: str | bool | None) -> str:
        if not isinstance(value, str):
            return {True: "true", False: "false", None: "null"}[value]
        plain = value and value.replace(" ", "").replace("-", "").replace(".", "").replace("$", "").isalnum()
        if plain and value[0].isalnum() and value not in ("true", "false", "null") and self._chance(0.7):
            return value
        if "\n" in value or self._chance(0.5):
            return json.dumps(value)
        return "'" + value.replace("'", "''") + "'"

"""Whether JSON holds one of some texts, however it is escaped and in whatever case its letters are."""

from __future__ import annotations

from collections.abc import Collection

import orjson


class Mentions:
    """A search for texts. What cannot be read is taken to hold them."""

    def __init__(self, texts: Collection[str]) -> None:
        self._texts = [text.casefold() for text in texts]
        self._escaped = [orjson.dumps(text)[1:-1].decode().casefold() for text in texts]

    def in_text(self, text: str) -> bool:
        """Say whether a text holds one of them."""
        folded = text.casefold()
        return any(wanted in folded for wanted in self._texts)

    def in_json(self, json: bytes) -> bool:
        """Say whether a JSON text holds one of them, as a value, a key or a part of these."""
        try:
            folded = (orjson.dumps(orjson.loads(json)) if b"\\" in json else json).decode().casefold()
        except ValueError:
            return True
        return any(wanted in folded for wanted in self._escaped)

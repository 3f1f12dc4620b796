"""Bytes as text, whatever they say that they are."""

from __future__ import annotations

import codecs

# Codecs that Python has and that no message is written in.
_NO_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"))
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(raw: bytes, charset: str = "utf-8") -> str:
    """Return bytes as text: in their character set, else in UTF-8, else in Windows' western letters."""
    for name in ("utf-16",) if raw.startswith(_MARKS) else (charset, "utf-8", "cp1252"):
        try:
            if codecs.lookup(name).name not in _NO_CHARSETS:
                return raw.decode(name).removeprefix("\ufeff")
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")

"""Logs as bytes: files and standard input, packed as gzip or Zstandard or not, in bounded memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO

from tactful.errors import EventError

CHUNK = 1 << 20

_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
# A block of 128 KiB can be packed into 4 bytes, so this many become at most 32 MiB.
_ZSTD_STEP = 1 << 10


class DamagedError(Exception):
    """A stream ended early or cannot be unpacked."""


@contextmanager
def opened(path: str, stdin: BinaryIO | None) -> Iterator[BinaryIO]:
    """Open a file, or standard input for `-`. Raises EventError where it cannot be opened."""
    if path == "-":
        yield stdin if stdin is not None else sys.stdin.buffer
        return
    try:
        file = open(path, "rb", buffering=0)  # noqa: SIM115
    except IsADirectoryError:
        raise EventError(f"`{path}` is a directory, expected a log", "unreadable_log") from None
    except FileNotFoundError:
        raise EventError(f"there is no log `{path}`", "unreadable_log") from None
    except (OSError, ValueError) as error:
        why = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else str(error)
        raise EventError(f"the log `{path}` cannot be read: {why}", "unreadable_log") from None
    with file:
        yield file


def chunks(file: BinaryIO, name: str, progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield the content in pieces, unpacked where the name or the first bytes say that it is packed.

    A byte order mark at the start is dropped. `progress` is told how many bytes were taken from the file with
    each piece. Raises DamagedError, after all that could be unpacked.
    """
    packed = _pieces(file, progress)
    head = _head(packed)
    if not head:
        return
    if name.endswith(".gz") or head.startswith(_GZIP):
        unpacked = _gunzip(head, packed)
    elif name.endswith(".zst") or head.startswith(_ZSTD):
        unpacked = _unzstd(head, packed)
    else:
        unpacked = chain([head], packed)
    yield _head(unpacked).removeprefix(_BOM)
    yield from unpacked


def _head(pieces: Iterator[bytes]) -> bytes:
    """Take pieces until there are enough bytes to tell what they begin."""
    head = b""
    while len(head) < len(_ZSTD) and (piece := next(pieces, None)) is not None:
        head += piece
    return head


def _pieces(file: BinaryIO, progress: Callable[[int], None] | None) -> Iterator[bytes]:
    while True:
        try:
            piece = file.read(CHUNK)
        except OSError as error:
            raise DamagedError(f"reading failed: {error.strerror or error}") from None
        if not piece:
            return
        if progress is not None:
            progress(len(piece))
        yield piece


def _gunzip(head: bytes, packed: Iterator[bytes]) -> Iterator[bytes]:
    import zlib

    def member() -> zlib._Decompress:
        return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)

    unpack = member()
    piece = head
    while True:
        try:
            unpacked = unpack.decompress(piece, CHUNK)
        except zlib.error:
            raise DamagedError("not readable as gzip: the data is damaged") from None
        if unpacked:
            yield unpacked
        if unpack.eof:
            # Members may follow one another; the zeros that pad tapes are none.
            piece = unpack.unused_data.lstrip(b"\0")
            while not piece:
                following = next(packed, None)
                if following is None:
                    return
                piece = following.lstrip(b"\0")
            unpack = member()
        else:
            piece = unpack.unconsumed_tail or next(packed, b"")
            if not piece and not unpacked:
                raise DamagedError("not readable as gzip: the data ends early")


def _unzstd(head: bytes, packed: Iterator[bytes]) -> Iterator[bytes]:
    import zstandard

    unpacker = zstandard.ZstdDecompressor()
    unpack = unpacker.decompressobj()
    begun = False
    held: list[bytes] = []
    size = 0
    for piece in chain([head], packed):
        for start in range(0, len(piece), _ZSTD_STEP):
            step = piece[start : start + _ZSTD_STEP]
            while step:
                try:
                    unpacked = unpack.decompress(step)
                except zstandard.ZstdError:
                    yield b"".join(held)
                    raise DamagedError("not readable as zstd: the data is damaged") from None
                held.append(unpacked)
                size += len(unpacked)
                begun, step = not unpack.eof, b""
                if not begun:
                    step = unpack.unused_data
                    unpack = unpacker.decompressobj()
            if size >= CHUNK:
                yield b"".join(held)
                held, size = [], 0
    yield b"".join(held)
    if begun:
        raise DamagedError("not readable as zstd: the data ends early")

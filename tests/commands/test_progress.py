from __future__ import annotations

import io
from pathlib import Path

import pytest

from tactful.commands import progress
from tactful.commands.progress import shown_progress


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_without_a_terminal(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is for people who watch."""
    monkeypatch.setattr(progress, "LONG", 0)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with shown_progress([log]) as tell:
        assert tell is None


def test_nothing_is_shown_for_short_logs(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done in a moment needs no bar."""
    monkeypatch.setattr("sys.stderr", Terminal())
    with shown_progress([log, "-"]) as tell:
        assert tell is None


def test_a_bar_for_long_logs(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a long log has a bar that goes from reading to replaying."""
    terminal = Terminal()
    monkeypatch.setattr(progress, "LONG", 1)
    monkeypatch.setattr(progress, "seconds", iter(range(1, 100)).__next__)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    size = Path(log).stat().st_size
    with shown_progress([log]) as tell:
        assert tell is not None
        tell(size, 0, 0)
        tell(0, 60, 0)
        tell(0, 0, 60)
    shown = terminal.getvalue()
    assert shown.index(" 10%") < shown.index("100%")

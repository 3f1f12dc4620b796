from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tactful.commands.program import program

Tool = Callable[..., Result]


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Run the program in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def tool(*arguments: str, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(program, arguments, input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return tool

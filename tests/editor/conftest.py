from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from language_server import LanguageServer

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"


def installed() -> Path:
    """Return where the server of `package-lock.json` is installed; skips where it cannot be."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node and npm are not there, so yaml-language-server was not tried")
    lock = (HERE / "package-lock.json").read_bytes()
    home = CACHE / "editor"
    if not home.is_dir() or (home / "package-lock.json").read_bytes() != lock:
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as draft:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, draft)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            try:
                subprocess.run(command, cwd=draft, check=True, capture_output=True, timeout=300)
            except (subprocess.SubprocessError, OSError) as error:
                pytest.skip(f"npm could not install yaml-language-server, so it was not tried: {error}")
            # Another process may be there first; what it installed is as good.
            shutil.rmtree(home, ignore_errors=True)
            with suppress(OSError):
                os.rename(shutil.copytree(draft, f"{draft}-whole", symlinks=True), home)
            shutil.rmtree(f"{draft}-whole", ignore_errors=True)
    return home / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """The real yaml-language-server, for files in a folder of their own."""
    server = LanguageServer(["node", str(installed()), "--stdio"], tmp_path_factory.mktemp("editor"))
    yield server
    server.close()

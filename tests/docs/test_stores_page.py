"""`docs/stores.md` is true."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/stores.md").read_text()


def test_the_example_of_a_store_of_your_own_runs(tmp_path: Path) -> None:
    """The test class of the page, alone in a file, runs every rule."""
    [code] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "test_my_store.py").write_text(code)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > 30


def test_every_code_is_on_the_page() -> None:
    """The table lists the codes that stores give, and no other."""
    [table] = re.findall(r"^\| code \|.*?\n\n", PAGE, re.DOTALL | re.MULTILINE)
    listed = {code for row in table.strip().splitlines()[2:] for code in re.findall(r"`(\w+)`", row.split("|")[1])}
    given = set()
    for module in (ROOT / "engine/tactful/stores").rglob("*.py"):
        given.update(re.findall(r'"((?:store|bad|missing|cannot|not_a)_\w+|conflict)"', module.read_text()))
    assert listed == given

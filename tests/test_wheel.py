"""What is installed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]


def test_a_wheel_holds_the_package_and_the_packs_only(tmp_path: Path) -> None:
    """Only `tactful/` reaches site-packages, with its types, every shipped pack and template; it runs from there."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"tactful", "tactful-0.1.0.dist-info"}
    packs = ROOT / "policies"
    files = (*packs.glob("*/*.yaml"), *packs.glob("*/templates/*.txt"), *packs.glob("*.schema.json"))
    shipped = {path.relative_to(packs).as_posix() for path in files}
    assert {f"tactful/_packs/{name}" for name in shipped} | {"tactful/py.typed"} <= set(names)
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import tactful; tactful.load('seed-article')"
    subprocess.run([sys.executable, "-I", "-c", code], check=True, cwd=tmp_path)

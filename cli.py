"""Run Tactful from a checkout: `python cli.py …` is `tactful …`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "engine"))

from tactful.commands import main

if __name__ == "__main__":
    main()

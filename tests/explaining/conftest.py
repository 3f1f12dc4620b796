"""The random histories of the engine's tests, and the small words of planning's, are used here too."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / name) for name in ("engine", "planning")]

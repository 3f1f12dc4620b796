"""The random conditions and histories of other tests are used here too."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / "conditions"), str(Path(__file__).parents[1] / "engine")]

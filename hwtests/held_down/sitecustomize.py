"""In every Python process that tests start: the processor as BAREWIRE_TEST_LEVEL has it (see processor.py).

Python imports a module of this name when it starts; its folder stands in PYTHONPATH while a level is set.
"""

import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])

sys.path.append(_ROOT)
try:
    from hwtests import processor
finally:
    sys.path.remove(_ROOT)

processor.hold_down()

"""docs/architecture.md names every folder, and every file that a reader of its walk passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ..programs import output_of

ROOT = Path(__file__).resolve().parents[2]
LINKS = set(re.findall(r"\]\(\.\./([^)#]+)\)", (ROOT / "docs" / "architecture.md").read_text()))

WALK = """
import sys
from pathlib import Path
import numpy as np
import barewire
from barewire import Tensor

rng = np.random.default_rng(0)
arrays = [rng.standard_normal(shape).astype(np.float32) for shape in ((64, 48), (48, 32), (32,))]
(Tensor(np.ones((3, 3), np.float32)) + 1).numpy()  # the card is open, and everything imported
files = set()


def look(frame, event, argument):
    files.add(frame.f_code.co_filename)


sys.setprofile(look)
a, b, c = map(Tensor, arrays)
((a @ b) + c).relu().numpy()
sys.setprofile(None)
package = Path(barewire.__file__).parent
for file in sorted(files):
    if Path(file).is_relative_to(package):
        print(Path(file).relative_to(package))
"""


def test_every_file_of_the_walk_is_named() -> None:
    # With nothing kept on disk, so that the walk goes through the compiler.
    passed = output_of(WALK, BAREWIRE_DEVICE="CPU", BAREWIRE_CACHE="off").split()
    assert len(passed) > 50
    assert not [file for file in passed if file not in LINKS]


@pytest.mark.parametrize("layer", ["drivers", "runtime", "tensor", "tools"])
def test_every_folder_is_named(layer: str) -> None:
    folders = {str(path.parent.relative_to(ROOT)) for path in (ROOT / layer).rglob("*.py")}
    named = {str(folder) for link in LINKS for folder in (Path(link), *Path(link).parents)}
    assert not [folder for folder in folders if folder not in named]

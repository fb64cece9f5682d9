"""Products whose depth is cut into blocks: how long those are follows from the rows that a panel serves."""

import numpy as np
import pytest

from barewire import Tensor


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("rows", "depth"), [(24, 129), (33, 641), (64, 1024), (100, 1333), (150, 257)])
def test_every_depth_gives_numpys_product(rows: int, depth: int, turned: bool) -> None:
    generator = np.random.default_rng(rows + depth)
    left = generator.standard_normal((rows, depth), dtype=np.float32)
    right = generator.standard_normal((333, depth) if turned else (depth, 333), dtype=np.float32)
    second = Tensor(right).T if turned else Tensor(right)

    found = (Tensor(left) @ second + 1.0).numpy()

    expected = left.astype(np.float64) @ (right.T if turned else right) + 1.0
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)

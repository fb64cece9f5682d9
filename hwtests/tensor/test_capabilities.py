"""What a device says it computes with is what tensors on it can have."""

from __future__ import annotations

import pytest

import barewire as bw
from barewire import Tensor
from barewire.runtime.errors import DTypeError
from barewire.tensor.array_api.inspection import STANDARD


@pytest.mark.parametrize("name", STANDARD)
def test_tensors_have_the_dtypes_that_the_namespace_tells(name: str) -> None:
    on_the_processor = Tensor([1, 0, 3], dtype=name, device="CPU")
    if name in bw.__array_namespace_info__().dtypes():
        assert (on_the_processor.to(Tensor([0]).device) != 0).tolist() == [True, False, True]
    else:
        with pytest.raises(DTypeError, match=f"has no {name}; cast"):
            (on_the_processor.to(Tensor([0]).device) != 0).tolist()

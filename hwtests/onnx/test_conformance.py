"""ONNX's own conformance suite, on the device under test.

Its cases are found in seconds, so they are found once in a process and run in groups, which a digest of the
name decides; each failure of a group is named.
"""

from __future__ import annotations

import os
import unittest
import warnings
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import onnx
import pytest

from barewire.runtime.device import Device
from barewire.runtime.errors import DTypeError
from barewire.tensor.onnx.backend import Backend, Prepared

from .not_passed import BY_CHANCE, NOT_PASSED

GROUPS = 64


class OnDevice(Backend):
    """The suite names two devices; what it calls CPU is the device under test here."""

    @classmethod
    def prepare(cls, model: onnx.ModelProto, device: str = "CPU", **kwargs: Any) -> Prepared:
        return super().prepare(model, Device.default.name, **kwargs)

    @classmethod
    def supports_device(cls, device: str) -> bool:
        return device == "CPU"


@cache
def cases() -> dict[str, Callable[[Any], None]]:
    """The suite's cases by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what NumPy computes for it
        from onnx.backend.test import BackendTest

        classes = BackendTest(OnDevice, __name__).test_cases.values()
    return {
        name: getattr(each, name)
        for each in classes
        for name in dir(each)
        if name.startswith("test_") and name.endswith("_cpu")
    }


def failure(name: str) -> str | None:
    """What a case says, None where it passes, or is of numbers that the card lacks."""
    try:
        cases()[name](None)
    except unittest.SkipTest as skipped:
        return f"skipped: {skipped}"
    except DTypeError as error:
        # Numbers that the card says it lacks it may refuse.
        refused = any(f"has no {name}" in str(error) for name in Device.default.info.lacks)
        return None if refused else f"DTypeError: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@pytest.fixture
def model_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the suite puts inputs of the models that the package onnx has."""
    monkeypatch.setitem(os.environ, "ONNX_MODELS", str(tmp_path_factory.getbasetemp() / "onnx-models"))


@pytest.mark.share(4)
@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.usefixtures("model_folder")
def test_cases_pass(group: int) -> None:
    names = [name for name in cases() if zlib.crc32(name.encode()) % GROUPS == group]
    failures = {name: why for name in names if (why := failure(name)) is not None}
    assert not {name: why for name, why in failures.items() if name not in NOT_PASSED}
    steady = NOT_PASSED.keys() - BY_CHANCE
    assert not [name for name in names if name in steady and name not in failures], "these pass now"


def test_every_reason_is_of_a_case() -> None:
    assert set(NOT_PASSED) <= set(cases())

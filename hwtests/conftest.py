"""Fixtures for all tests: the card under test, a kernel cache of its own, PyTorch on two threads.

BAREWIRE_TEST_LEVEL holds the processor down to a level (see processor.py).
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from . import processor
from .daily import mark_the_rest_slow

processor.hold_down()
# First programs are also run where there is pytest alone.
if find_spec("hypothesis"):
    from hypothesis import settings

    # Machines that run tests are shared and slow at times.
    settings.register_profile("barewire", deadline=None)
    settings.load_profile("barewire")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--reference",
        action="store_true",
        help="run tensor programs by the NumPy evaluator of hwtests/reference.py instead of compiled kernels",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--reference"):
        from . import reference

        # A module of that name in place of the real one, so that tests of Tensor need no code generator at
        # all.
        stand_in = types.ModuleType("barewire.tensor.run.realize")
        stand_in.realize = reference.realize  # type: ignore[attr-defined]
        stand_in.active = types.SimpleNamespace(capture=None)  # type: ignore[attr-defined]
        import barewire.tensor

        sys.modules["barewire.tensor.run.realize"] = stand_in
        barewire.tensor.run.realize = stand_in  # type: ignore[attr-defined]
    if os.environ.get("BAREWIRE_ASSEMBLE"):
        from .assembling import Assembling

        config.pluginmanager.register(Assembling(config))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` looks at them."""
    mark_the_rest_slow(items)


@pytest.fixture(scope="session", autouse=True)
def kernel_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cache directory that all workers of this run share and that starts empty, unless BAREWIRE_CACHE names
    one.
    """
    before = os.environ.get("BAREWIRE_CACHE")
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    directory = before or str(shared / "barewire-cache")
    os.environ["BAREWIRE_CACHE"] = directory
    yield directory
    if before is None:
        del os.environ["BAREWIRE_CACHE"]


@pytest.fixture(scope="session", autouse=True)
def torch_threads() -> None:
    """PyTorch, where a test uses it, on as many threads as the machines these tests run on have cores."""
    os.environ.setdefault("OMP_NUM_THREADS", "2")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A test that loses the card fails alone: the next one opens the card anew. One that computes with
    numbers which the card says it lacks, and is refused them, is skipped where it comes to them.
    """
    report = yield
    from barewire.runtime.device import Device
    from barewire.runtime.errors import DeviceHang, DTypeError, KernelFault

    if call.excinfo is not None and isinstance(call.excinfo.value, DTypeError):
        from . import capabilities

        refused = str(call.excinfo.value)
        if any(f"({Device.default.name}) has no {name};" in refused for name in capabilities.lacking()):
            path, line, _ = item.location
            report.outcome, report.longrepr = "skipped", (path, (line or 0) + 1, refused)
    if call.excinfo is not None and issubclass(call.excinfo.type, (DeviceHang, KernelFault)):
        for device in Device.opened():
            # Memory that somebody still looks at, as the processor's, must not go: looking would end the run.
            if not device.exports:
                device.close(force=True)
    return report


@pytest.fixture
def compiled(request: pytest.FixtureRequest) -> None:
    """For tests of what only compiled kernels do, such as `jit`: skipped under --reference."""
    if request.config.getoption("--reference"):
        pytest.skip("the NumPy evaluator has nothing to capture")


@pytest.fixture
def on_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what only a card does that shares the host's memory, or of the processor's schedules."""
    monkeypatch.setenv("BAREWIRE_DEVICE", "CPU")


@pytest.fixture
def dtypes_of_the_card(request: pytest.FixtureRequest) -> None:
    """For tests with dtypes for parameters: skipped for those that the device says it lacks."""
    from barewire.runtime.device import Device
    from barewire.tensor.graph.dtype import DType

    from . import capabilities

    for value in request.node.callspec.params.values() if hasattr(request.node, "callspec") else ():
        if isinstance(value, DType) and not capabilities.has(value):
            pytest.skip(f"{Device.default.info.name} has no {value}")


@pytest.fixture(scope="session")
def card() -> str:
    """The name of the device under test: BAREWIRE_DEVICE or the best card there is. Prints which."""
    from barewire.runtime.device import Device

    device = Device.default
    print(f"card under test: {device.name} ({device.info.name}, {device.info.arch})")
    return str(device.name)

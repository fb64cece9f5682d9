"""What importing the package costs, held by what it may not load."""

import json

import pytest

import barewire

from ..programs import output_of

HEAVY = (
    "asyncio",
    "elftools",
    "llvmlite",
    "multiprocessing",
    "numpy",
    "psutil",
    "rich",
    "scipy",
    "torch",
)


def modules_after(program: str) -> set[str]:
    printed = output_of(f"{program}\nimport json, sys\nprint(json.dumps(list(sys.modules)))")
    return set(json.loads(printed.splitlines()[-1]))


def test_import_loads_no_layer() -> None:
    loaded = modules_after("import barewire")
    assert not loaded & set(HEAVY)
    assert not [name for name in loaded if name.startswith("barewire.")]


@pytest.mark.parametrize("name", barewire.__all__)
def test_public_name_loads_nothing_heavy(name: str) -> None:
    loaded = modules_after(f"from barewire import {name}")
    assert not loaded & set(HEAVY)


def test_every_public_name_is_there_and_listed() -> None:
    for name in barewire.__all__:
        assert hasattr(barewire, name)
    assert set(barewire.__all__) <= set(dir(barewire))


def test_unknown_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'tensor_'; dir\(\)"):
        _ = barewire.tensor_  # type: ignore[attr-defined]

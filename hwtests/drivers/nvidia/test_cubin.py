"""Code is compiled once: kept by the driver, or where its own cache is off, by Barewire."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from barewire.drivers.compiler import Compiler
from barewire.drivers.errors import BadCodeObject
from barewire.drivers.nvidia import abi, cubin
from barewire.drivers.nvidia.code_object import NvidiaCodeObject
from barewire.drivers.nvidia.driver import NvidiaDriver

from ... import programs
from ...compiling import KeptHere
from ...programs import output_of
from . import kernels, toolkit
from .scripted import CUBIN, ScriptedLibcuda, scripted

SPILLS = (
    "ptxas info    : Function properties for two\n"
    "    0 bytes stack frame, 4 bytes spill stores, 8 bytes spill loads\n"
)
PTX = kernels.PARAMETERS.encode()


class Shelf:
    """Keeps what compilers make in this process: a `Keep`."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, ...], bytes] = {}

    def __call__(self, compiler: Compiler) -> Compiler:
        return Shelved(compiler, self.entries)


@dataclass(frozen=True)
class Shelved(KeptHere):
    entries: dict[tuple[str, ...], bytes] = field(compare=False)

    def compile(self, source: str) -> bytes:
        key = (*self.key, source)
        if key not in self.entries:
            image = self.compiler.compile(source)
            if not image:
                return image
            self.entries[key] = image
        return self.entries[key]

    def forget(self, source: str) -> None:
        self.entries.pop((*self.key, source), None)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedLibcuda]:
    """A driver whose own cache is off."""
    monkeypatch.setenv("CUDA_CACHE_DISABLE", "1")
    with scripted() as library:
        library.logs = (SPILLS, "")
        yield library


def _load(shelf: Shelf, ptx: bytes = PTX) -> NvidiaCodeObject:
    return NvidiaDriver(shelf).open(0).load(ptx)


def _calls(library: ScriptedLibcuda, *names: str) -> list[tuple[str, tuple[Any, ...]]]:
    return [call for call in library.calls if call[0] in names]


COMPILING = ("cuLinkAddData", "cuModuleLoadDataEx")


def test_ptx_is_linked_once_and_its_code_loaded_by_the_next_driver(library: ScriptedLibcuda) -> None:
    shelf = Shelf()
    first = _load(shelf)
    linked, loaded = _calls(library, *COMPILING)
    assert linked == ("cuLinkAddData", (abi.CU_JIT_INPUT_PTX, PTX + b"\0", 0))
    assert loaded == ("cuModuleLoadDataEx", (CUBIN[:4],))
    assert len(_calls(library, "cuLinkDestroy")) == 1
    library.calls.clear()
    library.logs = ("", "")
    again = _load(shelf)
    assert _calls(library, *COMPILING) == [("cuModuleLoadDataEx", (CUBIN[:4],))]
    assert first.functions["two"].spill_bytes == again.functions["two"].spill_bytes == 12
    assert again.functions["two"].parameter_bytes == 44


def test_ptx_that_only_the_linker_refuses_is_loaded_as_it_is(library: ScriptedLibcuda) -> None:
    for function in ("cuLinkCreate", "cuLinkAddData", "cuLinkComplete"):
        library.calls.clear()
        library.results = {function: abi.CUDA_ERROR_NO_BINARY_FOR_GPU}
        shelf = Shelf()
        assert _load(shelf).functions["two"].spill_bytes == 12
        assert _calls(library, "cuModuleLoadDataEx") == [("cuModuleLoadDataEx", (PTX[:4],))]
        assert len(_calls(library, "cuLinkDestroy")) == (function != "cuLinkCreate")
        (payload,) = shelf.entries.values()
        kept = cubin.decode(payload)
        assert kept is not None
        assert kept.cubin == b""


def test_another_driver_or_card_compiles_for_itself(library: ScriptedLibcuda) -> None:
    shelf = Shelf()
    _load(shelf)
    library.attributes[abi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR] = 1
    _load(shelf)
    library.version = 12080
    _load(shelf)
    assert len(_calls(library, "cuLinkAddData")) == len(shelf.entries) == 3


def test_code_that_the_driver_does_not_take_any_more_is_compiled_anew(library: ScriptedLibcuda) -> None:
    shelf = Shelf()
    _load(shelf)
    (key,) = shelf.entries
    library.calls.clear()
    library.results["cubin"] = abi.CUDA_ERROR_NO_BINARY_FOR_GPU
    refused = shelf.entries[key]
    _load(shelf)
    assert len(_calls(library, "cuLinkAddData")) == 1
    assert _calls(library, "cuModuleLoadDataEx")[-1] == ("cuModuleLoadDataEx", (PTX[:4],))
    library.results.clear()
    for damaged in (b"", b"short", refused[:12], b"\xff" * 40):
        shelf.entries[key] = damaged
        library.calls.clear()
        _load(shelf)
        assert len(_calls(library, "cuLinkAddData")) == 1
        assert shelf.entries[key] == refused


def test_where_the_driver_keeps_code_itself_only_the_compilers_report_is_kept(
    library: ScriptedLibcuda, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CUDA_CACHE_DISABLE")
    monkeypatch.setenv("CUDA_CACHE_PATH", str(tmp_path))
    shelf = Shelf()
    assert _load(shelf).functions["two"].spill_bytes == 12
    library.logs = ("", "")
    assert _load(shelf).functions["two"].spill_bytes == 12
    assert _calls(library, *COMPILING) == [("cuModuleLoadDataEx", (PTX[:4],))] * 2
    (payload,) = shelf.entries.values()
    kept = cubin.decode(payload)
    assert kept == cubin.Kept(SPILLS.strip(), b"")


@pytest.mark.parametrize(
    ("variables", "keeps"),
    [
        ({}, True),
        ({"CUDA_CACHE_DISABLE": "0"}, True),
        ({"CUDA_CACHE_DISABLE": "1"}, False),
        ({"CUDA_CACHE_PATH": "/dev/null/cache"}, False),
        ({"CUDA_CACHE_PATH": "not/absolute"}, False),
        ({"HOME": "/dev/null"}, False),
    ],
)
def test_whether_the_driver_keeps_code_is_seen_from_its_variables(
    variables: dict[str, str], keeps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CUDA_CACHE_DISABLE", "CUDA_CACHE_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cubin.driver_keeps_code() is keeps


_WITH_SETMAXNREG = b"""
.version 8.0
.target sm_90a
.address_size 64
.visible .entry shares(.param .u64 out) .maxntid 384, 1, 1 .minnctapersm 1
{
  .reg .b64 %rd<2>;
  setmaxnreg.inc.sync.aligned.u32 240;
  ld.param.u64 %rd1, [out];
  st.global.u64 [%rd1], %rd1;
  ret;
}
"""


def test_kernels_that_share_registers_out_are_never_linked_since_the_assembler_would_not_let_them(
    library: ScriptedLibcuda, tmp_path: Path
) -> None:
    source = tmp_path / "shares.ptx"
    source.write_bytes(_WITH_SETMAXNREG)

    def remarks(*options: str) -> str:
        command = [str(toolkit.ptxas()), *options, "-arch", "sm_90a", str(source), "-o", os.devnull]
        done = programs.run(command, timeout_s=100, check=True)
        return done.stdout + done.stderr

    assert "'setmaxnreg' ignored" in remarks("-c")
    assert "ignored" not in remarks()
    _load(Shelf(), _WITH_SETMAXNREG.strip())
    assert _calls(library, *COMPILING) == [("cuModuleLoadDataEx", (b".ver",))]


PROGRAM = """
from barewire.drivers.simulated.nvidia import installation
from barewire.drivers.simulated.nvidia.libcuda import library
from barewire import Tensor
calls = []
for name in ("cuLinkAddData", "cuModuleLoadDataEx"):
    def counted(*arguments, real=library.FUNCTIONS[name], name=name):
        calls.append(name)
        return real(*arguments)
    library.FUNCTIONS[name] = counted
print((Tensor([1.0, 2.0, 3.0]) * 2 + 1).tolist())
print(*(calls.count(name) for name in ("cuLinkAddData", "cuModuleLoadDataEx")))
"""


def test_a_second_process_compiles_no_ptx(tmp_path: Path) -> None:
    """Nor LLVM IR, which other tests see to."""
    outputs = [
        output_of(
            PROGRAM,
            BAREWIRE_SIMULATE="sm_90",
            BAREWIRE_DEVICE="NVIDIA",
            BAREWIRE_CACHE=str(tmp_path),
            CUDA_CACHE_DISABLE="1",
        ).splitlines()
        for _ in range(2)
    ]
    assert outputs[0][0] == outputs[1][0] == "[3.0, 5.0, 7.0]"
    (linked, loaded), (linked_again, loaded_again) = (map(int, lines[1].split()) for lines in outputs)
    assert linked == loaded > 0
    assert (linked_again, loaded_again) == (0, loaded)


def test_ptx_that_the_linker_refuses_raises_with_its_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from barewire.drivers.simulated import cards

    monkeypatch.setenv("CUDA_CACHE_DISABLE", "1")
    with cards.temporarily("sm_90"):
        card = NvidiaDriver(Shelf()).open(0)
        bad = PTX.replace(b"{ ret; }", b"{ bad; }", 1)
        with pytest.raises(BadCodeObject, match=r"(?s)two, none, one.*log:\n.*bad"):
            card.load(bad)
        card.close()

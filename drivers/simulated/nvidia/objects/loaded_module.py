"""Modules and their functions: PTX in, kernels that can be launched out."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .... import kernel
from ....architectures.nvidia import Capability, of_target
from ....nvidia import abi
from ..description import PTX_VERSION
from ..ptx.execution import Kernel
from ..ptx.native.translator import Program
from ..ptx.parsing.parser import parse
from ..ptx.syntax import Module as Ptx
from ..ptx.syntax import PtxError, Variable
from ..ptx.translate import translate
from .arena import Range
from .failure import Failure

if TYPE_CHECKING:
    from .computer import Context

CUBIN_MAGIC = b"\x7fELF-barewire-simulated-"
"""How an image begins that the simulated linker made: no card could load it."""


class BadPtx(Failure):
    """PTX that the driver's compiler refuses; `log` is what it says."""

    def __init__(self, code: int, log: str) -> None:
        super().__init__(code, log)
        self.log = log


@dataclass
class LoadedFunction:
    """A kernel of a module."""

    module: LoadedModule
    name: str
    compiled: Kernel
    max_dynamic_shared_bytes: int = 0
    attributes: dict[int, int] = field(default_factory=dict)

    @property
    def program(self) -> Program:
        """Its translation."""
        return self.compiled.program


def compiled_ptx(text: str, capability: Capability) -> tuple[Ptx, dict[str, Program], list[Variable]]:
    """Parse and translate for a card of that compute capability. Raises BadPtx."""
    try:
        module = parse(text)
        if module.version > PTX_VERSION:
            raise BadPtx(
                abi.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
                f"ptxas application ptx input, line 1; fatal   : Unsupported .version {module.version[0]}."
                f"{module.version[1]}; current version is '{PTX_VERSION[0]}.{PTX_VERSION[1]}'\n",
            )
        try:
            wanted, letter = of_target(module.target)
        except ValueError as error:
            raise PtxError(1, f"Unknown target '{module.target}'") from error
        if wanted > capability or (letter and wanted != capability):
            raise BadPtx(
                abi.CUDA_ERROR_NO_BINARY_FOR_GPU,
                f"ptxas fatal   : SM version specified by .target ({module.target}) is not that of the card"
                f" ({capability.arch})\n",
            )
        placed = [v for v in module.variables.values() if v.space in ("global", "const")]
        index = {variable.name: at for at, variable in enumerate(placed)}
        for variable in placed:
            if variable.external:
                raise PtxError(variable.line, f"Unresolved extern variable '{variable.name}'")
        programs = {
            name: translate(module, function, index, "step")
            for name, function in module.functions.items()
            if function.entry and function.body is not None
        }
    except PtxError as error:
        raise BadPtx(
            abi.CUDA_ERROR_INVALID_PTX,
            f"ptxas application ptx input, line {error.line}; error   : {error}\n"
            "ptxas fatal   : Ptx assembly aborted due to errors\n",
        ) from error
    return module, programs, placed


def verbose_log(programs: dict[str, Program], arch: str) -> str:
    """What the compiler says of its kernels when it is asked to; registers are an estimate."""
    lines = ["ptxas info    : 0 bytes gmem"]
    for name, program in programs.items():
        lines += [
            f"ptxas info    : Compiling entry function '{name}' for '{arch}'",
            f"ptxas info    : Function properties for {name}",
            f"ptxas         .     {program.local_bytes} bytes stack frame,"
            " 0 bytes spill stores, 0 bytes spill loads",
            f"ptxas info    : Used {program.registers} registers, used {int(bool(program.sites))} barriers,"
            f" {program.static_shared_bytes} bytes smem, {program.parameter_bytes} bytes cmem[0]",
        ]
    return "\n".join(lines) + "\n"


class LoadedModule:
    """A module in a context."""

    def __init__(self, context: Context, text: str) -> None:
        """Raises BadPtx, Failure."""
        self.context = context
        self.text = text
        device = context.device
        ptx, self.programs, placed = compiled_ptx(text, device.description.capability)
        self.functions = {
            name: LoadedFunction(self, name, Kernel(context.machine.library, program))
            for name, program in self.programs.items()
        }
        self._ranges: list[Range] = []
        self.variables: dict[str, tuple[int, int]] = {}
        try:
            for variable in placed:
                found = context.allocate_device(max(variable.size_bytes, 1), "module")
                self._ranges.append(found)
                self.variables[variable.name] = (context.machine.arena.address(found), variable.size_bytes)
        except Failure:
            self.unload()
            raise
        for variable in placed:
            self._initialise(variable)
        addresses = [self.variables[variable.name][0] for variable in placed]
        self.table = array("Q", addresses or [0])
        del ptx

    def _initialise(self, variable: Variable) -> None:
        if variable.initial is None:
            return
        data = bytearray(variable.initial)
        for offset, size, name, addend, _ in variable.addresses:
            address = self.variables.get(name, (0, 0))[0] + addend
            data[offset : offset + size] = address.to_bytes(8, "little")[:size]
        host = self.context.machine.arena.host(self.variables[variable.name][0])
        kernel.buffer(host, len(data))[:] = data

    def unload(self) -> None:
        """Free its variables."""
        for found in self._ranges:
            self.context.free_range(found)
        self._ranges.clear()

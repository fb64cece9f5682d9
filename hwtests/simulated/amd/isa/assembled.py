"""Kernels around lines of assembly: each line works on one address per work-item and gives some registers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from hwtests import programs
from hwtests.simulated.amd.isa.bare_engine import BareEngine

LLC = Path("/usr/lib/llvm-19/bin/llc")

WAIT = {
    "gfx942": "s_waitcnt vmcnt(0) lgkmcnt(0)",
    "gfx1030": "s_waitcnt vmcnt(0) lgkmcnt(0)\\0As_waitcnt_vscnt null, 0x0",
    "gfx1100": "s_waitcnt vmcnt(0) lgkmcnt(0)\\0As_waitcnt_vscnt null, 0x0",
    "gfx1201": "s_wait_loadcnt 0x0\\0As_wait_storecnt 0x0\\0As_wait_dscnt 0x0\\0As_wait_kmcnt 0x0",
}


@dataclass(frozen=True)
class Line:
    """Assembly with operands as LLVM's inline assembly writes them: $0 is the result where there is one
    (`dwords` of it; tied to the value `initial` where that is given), then come the arguments, as (LLVM type
    and value, constraint). `clobbers` are the registers that the text names.
    """

    text: str
    arguments: tuple[tuple[str, str], ...]
    dwords: int = 0
    initial: int | str | None = None
    clobbers: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def assemble(arch: str, text: str) -> bytes:
    """LLVM IR with inline assembly to an object, by Debian's llc: llvmlite cannot parse AMD's assembly."""
    if not LLC.exists():
        raise FileNotFoundError(
            f"{LLC} is missing: install Debian's package llvm-19 (apt-get install llvm-19)"
        )
    command = [str(LLC), "-mtriple=amdgcn-amd-amdhsa", f"-mcpu={arch}", "-filetype=obj", "-o", "-"]
    done = programs.run(command, input=text.encode(), text=False)
    if done.returncode:
        raise ValueError(f"llc refuses the kernel:\n{done.stderr.decode()}")
    return bytes(done.stdout)


def _type(dwords: int) -> str:
    return "i32" if dwords == 1 else f"<{dwords} x i32>"


def kernel_text(
    arch: str, lines: Sequence[Line], body: str = "", threads: int = 64, globals_: str = ""
) -> str:
    """LLVM IR of a kernel `k(source, results, stride)`: work-item i has `%address` = source + i * stride,
    `%offset` = i * stride (i32), `%id`; the results of all lines go to results[i], one behind the other.
    """
    total = sum(line.dwords for line in lines) or 1
    text = [
        globals_,
        "define amdgpu_kernel void @k(ptr addrspace(1) %source, ptr addrspace(1) %results, i32 %stride)",
        f'    "amdgpu-flat-work-group-size"="1,{threads}" {{',
        "  %id = call i32 @llvm.amdgcn.workitem.id.x()",
        "  %offset = mul i32 %id, %stride",
        "  %address = getelementptr i8, ptr addrspace(1) %source, i32 %offset",
        f"  %place = mul i32 %id, {4 * total}",
        "  %out = getelementptr i8, ptr addrspace(1) %results, i32 %place",
        body,
    ]
    at = 0
    for number, line in enumerate(lines):
        outputs = ["=&v"] if line.dwords else []
        arguments = list(line.arguments)
        constraints = [constraint for _, constraint in arguments]
        if line.initial is not None:
            outputs = ["=v"]
            arguments.append((f"{_type(line.dwords)} {line.initial}", ""))
            constraints.append("0")
        clobbers = [f"~{{{register}}}" for register in line.clobbers]
        names = ",".join([*outputs, *constraints, "~{memory}", *clobbers])
        values = ", ".join(value for value, _ in arguments)
        call = f'asm sideeffect "{line.text}\\0A{WAIT[arch]}", "{names}"({values})'
        if line.dwords:
            text.append(f"  %r{number} = call {_type(line.dwords)} {call}")
            text.append(f"  %o{number} = getelementptr i8, ptr addrspace(1) %out, i32 {4 * at}")
            text.append(f"  store {_type(line.dwords)} %r{number}, ptr addrspace(1) %o{number}, align 4")
        else:
            text.append(f"  call void {call}")
        at += line.dwords
    text += ["  ret void", "}", "declare i32 @llvm.amdgcn.workitem.id.x()"]
    return "\n".join(text)


def run_lines(
    machine: BareEngine,
    lines: Sequence[Line],
    source: np.ndarray,
    stride: int,
    threads: int,
    body: str = "",
    globals_: str = "",
) -> tuple[list[np.ndarray], np.ndarray]:
    """Run such a kernel on one workgroup; gives each line's results (threads x dwords) and `source` then."""
    image = assemble(machine.arch, kernel_text(machine.arch, lines, body, max(threads, 64), globals_))
    total = sum(line.dwords for line in lines) or 1
    space = machine.put(source)
    results = np.zeros((threads, total), np.uint32)
    target = machine.put(results)
    machine.run(image, "k", [space, target], block=(threads, 1, 1), scalars=stride.to_bytes(4, "little"))
    found = machine.get(target, results)
    parts, at = [], 0
    for line in lines:
        parts.append(found[:, at : at + line.dwords])
        at += line.dwords
    return parts, machine.get(space, source)

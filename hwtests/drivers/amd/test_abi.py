"""The declarations of `drivers/amd/abi.py` against the kernel's own headers, through the system's C compiler.

linux-libc-dev has <linux/kfd_ioctl.h>; libdrm-dev has the DRM headers, which Debian leaves out of the former.
What a header is too old to have is left out of the program by the macro that came with it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from barewire.drivers.amd import abi
from hwtests import programs

KFD_HEADER = Path("/usr/include/linux/kfd_ioctl.h")
DRM_DIRECTORIES = (Path("/usr/include/drm"), Path("/usr/include/libdrm"))

# Structures and requests that came after interface 1.11 -> the macro they came with.
NEWER = {
    "struct kfd_ioctl_export_dmabuf_args": "AMDKFD_IOC_EXPORT_DMABUF",
    "struct kfd_ioctl_runtime_enable_args": "AMDKFD_IOC_RUNTIME_ENABLE",
    "struct kfd_context_save_area_header": "AMDKFD_IOC_RUNTIME_ENABLE",
    "struct drm_amdgpu_info_gpuvm_fault": "AMDGPU_INFO_GPUVM_FAULT",
}
# Structures that later interfaces made longer at their end, which KFD's size rule allows.
GROWN = {"struct kfd_ioctl_create_queue_args", "struct drm_amdgpu_info_device"}


def structures(prefix: str) -> list[str]:
    _, structs, unions = abi.ffi.list_types()
    names = [f"struct {name}" for name in structs] + [f"union {name}" for name in unions]
    return sorted(name for name in names if name.split()[1].startswith(prefix) and "$" not in name)


def members(kind: Any, prefix: str = "", base: int = 0) -> Iterator[tuple[str, int]]:
    """Every named member, those of unnamed structures and unions too: dotted name -> offset."""
    for name, field in kind.fields or ():
        offset = base + field.offset
        if name:
            yield prefix + name, offset
        if field.type.kind in ("struct", "union") and (not name or "$" in field.type.cname):
            yield from members(field.type, f"{prefix}{name}." if name else prefix, offset)


def constants(prefixes: tuple[str, ...]) -> dict[str, int]:
    return {
        name: value
        for name, value in vars(abi).items()
        if name.startswith(prefixes) and isinstance(value, int) and not isinstance(value, bool)
    }


def program(
    includes: list[str], names: list[str], requests: list[abi.Request], numbers: dict[str, int], macros: bool
) -> str:
    lines = [
        *(f"#include <{name}>" for name in includes),
        "#include <stddef.h>",
        "#include <stdio.h>",
        "int main(void) {",
    ]

    def say(key: str, value: str, guard: str | None) -> None:
        lines.append(f"#ifdef {guard}\n" if guard else "")
        lines.append(f'printf("\\"{key}\\": %llu,\\n", (unsigned long long)({value}));')
        lines.append("#endif\n" if guard else "")

    lines.append('printf("{");')
    for name in names:
        guard = NEWER.get(name)
        say(name, f"sizeof({name})", guard)
        for member, _ in members(abi.ffi.typeof(name)):
            say(f"{name}.{member}", f"offsetof({name}, {member})", guard)
    for request in requests:
        say(request.name, f"(unsigned int)({request.name})", request.name)
    for name in numbers:
        say(name, f"(unsigned int)({name})", name if macros and not name.startswith(ENUMERATORS) else None)
    lines.append('printf("\\"end\\": 0}"); return 0; }')
    return "\n".join(lines)


ENUMERATORS = ("KFD_MMIO_REMAP_", "KFD_IOCTL_SVM_OP_", "KFD_IOCTL_SVM_ATTR_")


def ask_headers(source: str, directory: Path, include: Path) -> dict[str, int]:
    compiler = shutil.which("cc")
    assert compiler is not None, "no C compiler: install gcc"
    (directory / "ask.c").write_text(source)
    command = [compiler, "-I", str(include), "-o", str(directory / "ask"), str(directory / "ask.c")]
    built = programs.run(command)
    assert built.returncode == 0, built.stderr
    answer: dict[str, int] = json.loads(programs.run([directory / "ask"], check=True).stdout)
    return answer


def compare(
    names: list[str], requests: list[abi.Request], numbers: dict[str, int], said: dict[str, int]
) -> int:
    """Hold every declaration to what the headers said; returns how many there were."""
    ours: dict[str, int] = {name: value & 0xFFFFFFFF for name, value in numbers.items()}
    ours |= {request.name: request.number for request in requests}
    for name in names:
        ours |= {f"{name}.{member}": offset for member, offset in members(abi.ffi.typeof(name))}
        size = abi.ffi.sizeof(name)
        if name in GROWN and said.get(name, size) > size:
            said.pop(name)
            for request in requests:
                if request.structure == name:
                    said.pop(request.name)
        else:
            ours[name] = size
    checked = {name: value for name, value in ours.items() if name in said}
    assert checked == {name: said[name] for name in checked}
    missing = ours.keys() - said.keys()
    excused = {name for name in missing if name.split(".")[0] in NEWER or name in GROWN}
    excused |= {
        name
        for name in missing
        if any(name == request.name for request in requests) or name.startswith("AMDGPU_")
    }
    assert missing == excused
    return len(checked)


@pytest.fixture
def include(tmp_path: Path) -> Path:
    """A directory where <drm/drm.h> is found, wherever the distribution has put it."""
    found = next((path for path in DRM_DIRECTORIES if (path / "drm.h").exists()), None)
    if found is not None:
        (tmp_path / "drm").symlink_to(found)
    else:
        # kfd_ioctl.h includes it for the types alone.
        (tmp_path / "drm").mkdir()
        (tmp_path / "drm" / "drm.h").write_text("#include <linux/types.h>\n")
    return tmp_path


def test_kfd_declarations_are_those_of_the_header(tmp_path: Path, include: Path) -> None:
    assert KFD_HEADER.exists(), f"{KFD_HEADER} is missing: install linux-libc-dev"
    names, requests = structures("kfd_"), list(abi.KFD_REQUESTS.values())
    numbers = constants(("KFD_",))
    said = ask_headers(
        program(["linux/kfd_ioctl.h"], names, requests, numbers, macros=True), tmp_path, include
    )
    assert compare(names, requests, numbers, said) > 200


def test_drm_declarations_are_those_of_the_header(tmp_path: Path, include: Path) -> None:
    if not (include / "drm" / "amdgpu_drm.h").exists():
        pytest.fail("no amdgpu_drm.h to compare with: install Debian's libdrm-dev")
    names, requests = structures("drm_"), list(abi.DRM_REQUESTS.values())
    numbers = constants(("DRM_", "AMDGPU_"))
    includes = ["drm/drm.h", "drm/amdgpu_drm.h"]
    # amdgpu_drm.h includes "drm.h" beside itself.
    said = ask_headers(program(includes, names, requests, numbers, macros=True), tmp_path, include)
    assert compare(names, requests, numbers, said) > 250


def test_every_request_has_a_number_of_its_own() -> None:
    for table in (abi.KFD_REQUESTS, abi.DRM_REQUESTS):
        assert all(abi.number_of(request.number) == number for number, request in table.items())
    declared = [value for value in vars(abi).values() if isinstance(value, abi.Request)]
    assert len({request.name for request in declared}) == len(declared)
    assert len(declared) == len(abi.KFD_REQUESTS) + len(abi.DRM_REQUESTS)


def test_request_with_fields_makes_a_zeroed_structure() -> None:
    argument = abi.AMDKFD_IOC_ACQUIRE_VM.new(gpu_id=7)
    assert (argument.drm_fd, argument.gpu_id) == (0, 7)

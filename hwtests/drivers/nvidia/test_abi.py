"""The declarations are those of NVIDIA's own headers: every prototype, number, structure and version."""

from __future__ import annotations

import re
from pathlib import Path

from barewire.drivers.nvidia import abi
from barewire.drivers.nvidia.abi_declarations import FUNCTIONS, STRUCTURES
from hwtests import programs

from . import toolkit


def _compile(source: str, headers: Path, directory: Path) -> str:
    path = directory / "judge.c"
    path.write_text(source)
    result = programs.run(["cc", "-std=gnu11", "-fsyntax-only", "-Wall", f"-I{headers}", path], timeout_s=100)
    return "" if result.returncode == 0 else str(result.stderr)


_INCLUDES = "#include <stddef.h>\n#include <stdint.h>\n#include <cuda.h>\n#include <cudaTypedefs.h>\n"


def _header_text() -> str:
    return (toolkit.headers() / "cuda.h").read_text()


def test_every_prototype_is_that_of_the_version_asked_for(tmp_path: Path) -> None:
    headers = toolkit.headers()
    ours = re.sub(r"\bPFN_cu", "OUR_cu", FUNCTIONS).replace("CUDA_MEMCPY3D *", "CUDA_MEMCPY3D_v2 *")
    typedefs = (headers / "cudaTypedefs.h").read_text()
    checks = []
    for name, version in abi.VERSIONS.items():
        # Where a version only brought streams of a thread's own, its name says so.
        theirs = re.search(rf"\bPFN_{name}_v{version}(_ptds|_ptsz)?\b", typedefs)
        assert theirs is not None, f"{name} has no version {version}"
        checks.append(f'_Static_assert(__builtin_types_compatible_p(OUR_{name}, {theirs[0]}), "{name}");')
    checks.append(
        "_Static_assert(__builtin_types_compatible_p(OUR_cuGetProcAddress_v11030,"
        ' PFN_cuGetProcAddress_v11030), "cuGetProcAddress of 11.3");'
    )
    assert _compile(_INCLUDES + ours + "\n".join(checks), headers, tmp_path) == ""


def test_every_number_is_the_headers(tmp_path: Path) -> None:
    text = _header_text()
    numbers = [
        (name, value)
        for name, value in vars(abi).items()
        if name.startswith("CU_") and isinstance(value, int)
    ]
    for enumeration in _enumerations():
        numbers += [(name, value) for value, name in abi.enumerators(enumeration).items()]
    known = [(name, value) for name, value in numbers if re.search(rf"\b{name}\b", text)]
    # A header of an older release lacks the few that came later.
    assert len(known) > 0.95 * len(numbers) > 300
    checks = [f'_Static_assert((long)({name}) == {value}L, "{name}");' for name, value in known]
    assert _compile(_INCLUDES + "\n".join(checks), toolkit.headers(), tmp_path) == ""


def _enumerations() -> list[str]:
    return [name for name in abi.ffi.list_types()[0] if abi.ffi.typeof(name).kind == "enum"]


def test_every_structure_has_the_headers_layout(tmp_path: Path) -> None:
    text = _header_text()
    checks = []
    for name in re.findall(r"\}\s*(\w+);", STRUCTURES):
        if not re.search(rf"\b{name}\b", text):
            # A name of ours, for a part of a structure that the header leaves unnamed.
            continue
        kind = abi.ffi.typeof(name)
        checks.append(f'_Static_assert(sizeof({name}) == {abi.ffi.sizeof(kind)}, "{name}");')
        for field, layout in kind.fields or ():
            if name == "CUtensorMap" or field.startswith("reserved"):
                continue
            checks.append(f'_Static_assert(offsetof({name}, {field}) == {layout.offset}, "{name}.{field}");')
    assert len(checks) > 60
    assert _compile(_INCLUDES + "\n".join(checks), toolkit.headers(), tmp_path) == ""

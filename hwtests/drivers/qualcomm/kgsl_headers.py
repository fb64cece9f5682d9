"""What <linux/msm_kgsl.h> says of the declarations in `drivers/qualcomm/abi.py`, by way of the C compiler.

Vendors publish the header with their kernels, and no distribution has it. So what it said is kept in
`kgsl_facts.json`, by the kernel that it came with; `python -m hwtests.drivers.qualcomm.kgsl_headers NAME
HEADER` asks a header and puts its answers there.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from barewire.drivers.qualcomm import abi
from hwtests import programs

FACTS = Path(__file__).with_name("kgsl_facts.json")


def structures() -> list[str]:
    """The structures that are declared."""
    _, structs, _ = abi.ffi.list_types()
    return sorted(f"struct {name}" for name in structs)


def numbers() -> dict[str, int]:
    """The numbers that are declared, but for requests."""
    return {
        name: value
        for name, value in vars(abi).items()
        if name.startswith("KGSL_") and isinstance(value, int) and not isinstance(value, bool)
    }


def declared() -> dict[str, int]:
    """Every size, offset, number and request number of the declarations."""
    found: dict[str, int] = {name: value & 0xFFFF_FFFF_FFFF_FFFF for name, value in numbers().items()}
    found |= {request.name: request.number for request in abi.REQUESTS.values()}
    for name in structures():
        kind = abi.ffi.typeof(name)
        found[name] = abi.ffi.sizeof(kind)
        found |= {f"{name}.{member}": field.offset for member, field in kind.fields}
    return found


def ask(header: Path) -> dict[str, int]:
    """What a header says of the declarations, without those that it does not have."""
    with tempfile.TemporaryDirectory() as directory:
        return _ask(header.read_text(errors="replace"), header, Path(directory))


def _ask(text: str, header: Path, directory: Path) -> dict[str, int]:
    lines = [
        # What the kernel's build takes out of headers for programs.
        "#define __user",
        "#include <stddef.h>",
        "#include <stdint.h>",
        "#include <stdio.h>",
        "#include <linux/posix_types.h>",
        f'#include "{header.resolve()}"',
        "int main(void) {",
        'printf("{");',
    ]

    def say(key: str, value: str, guarded: bool = False) -> None:
        lines.extend([f"#ifdef {key}"] if guarded else [])
        lines.append(f'printf("\\"{key}\\": %llu,\\n", (unsigned long long)({value}));')
        lines.extend(["#endif"] if guarded else [])

    for name in structures():
        if f"{name} {{" in text:
            say(name, f"sizeof({name})")
            for member, _ in abi.ffi.typeof(name).fields:
                say(f"{name}.{member}", f"offsetof({name}, {member})")
    for name in (*numbers(), *(request.name for request in abi.REQUESTS.values())):
        is_enumerator = f"#define {name}" not in text
        if not is_enumerator or name in text:
            # The topmost bit of 32 is a sign to C.
            say(name, f"({name}) < 0 ? (unsigned int)({name}) : ({name})", guarded=not is_enumerator)
    lines.append('printf("\\"end\\": 0}"); return 0; }')
    (directory / "ask.c").write_text("\n".join(lines))
    compiler = shutil.which("cc")
    assert compiler is not None, "no C compiler: install gcc"
    built = programs.run([compiler, "-w", "-o", str(directory / "ask"), str(directory / "ask.c")])
    assert built.returncode == 0, built.stderr
    said: dict[str, int] = json.loads(programs.run([directory / "ask"], check=True).stdout)
    said.pop("end")
    return said


def recorded() -> dict[str, dict[str, int]]:
    """What headers said, by the kernel that each came with."""
    facts: dict[str, dict[str, int]] = json.loads(FACTS.read_text())
    return facts


if __name__ == "__main__":
    kept = recorded() if FACTS.exists() else {}
    kept[sys.argv[1]] = ask(Path(sys.argv[2]))
    FACTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")

"""What <linux/msm_kgsl.h> and <drm/msm_drm.h> say of `drivers/qualcomm/abi.py`, by way of the C compiler.

Vendors publish the former with their kernels, and no distribution has it; what distributions have of the
latter may be older than the kernel. So what they said is kept in `kgsl_facts.json` and `msm_facts.json`, by
where each came from; `python -m hwtests.drivers.qualcomm.headers kgsl NAME HEADER` asks one, and keeps it.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from barewire.drivers.qualcomm import abi
from hwtests import programs

# How the names of structures, numbers and requests begin, by interface.
_BEGINNINGS = {
    "kgsl": ("kgsl_", "KGSL_", "IOCTL_KGSL_"),
    "msm": ("drm_", "MSM_", "DRM_IOCTL_"),
}
# Declared so that every request has a structure: the headers have a bare number here.
_OWN = "drm_msm_submitqueue_id"


def structures(interface: str) -> list[str]:
    """The structures of an interface that are declared."""
    _, structs, _ = abi.ffi.list_types()
    beginning = _BEGINNINGS[interface][0]
    return sorted(f"struct {name}" for name in structs if name.startswith(beginning) and name != _OWN)


def numbers(interface: str) -> dict[str, int]:
    """The numbers of an interface that are declared, but for requests."""
    return {
        name: value
        for name, value in vars(abi).items()
        if name.startswith(_BEGINNINGS[interface][1])
        and isinstance(value, int)
        and not isinstance(value, bool)
    }


def requests(interface: str) -> dict[str, int]:
    """The requests of an interface that are declared."""
    beginning = _BEGINNINGS[interface][2]
    every = abi.REQUESTS.values()
    return {request.name: request.number for request in every if request.name.startswith(beginning)}


def declared(interface: str) -> dict[str, int]:
    """Every size, offset, number and request number of an interface's declarations."""
    found = {name: value & 0xFFFF_FFFF_FFFF_FFFF for name, value in numbers(interface).items()}
    found |= requests(interface)
    for name in structures(interface):
        kind = abi.ffi.typeof(name)
        found[name] = abi.ffi.sizeof(kind)
        found |= {f"{name}.{member}": field.offset for member, field in kind.fields}
    return found


def ask(interface: str, header: Path) -> dict[str, int]:
    """What a header says of an interface's declarations, without those that it does not have."""
    text = header.read_text(errors="replace")
    common = header.with_name("drm.h")
    if interface == "msm" and common.exists():
        text += common.read_text(errors="replace")
    with tempfile.TemporaryDirectory() as directory:
        return _ask(interface, text, header, Path(directory))


def _ask(interface: str, text: str, header: Path, directory: Path) -> dict[str, int]:
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

    for name in structures(interface):
        if f"{name} {{" in text:
            say(name, f"sizeof({name})")
            for member, _ in abi.ffi.typeof(name).fields:
                say(f"{name}.{member}", f"offsetof({name}, {member})")
    for name in (*numbers(interface), *requests(interface)):
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


def _facts(interface: str) -> Path:
    return Path(__file__).with_name(f"{interface}_facts.json")


def recorded(interface: str) -> dict[str, dict[str, int]]:
    """What headers said, by where each came from."""
    facts: dict[str, dict[str, int]] = json.loads(_facts(interface).read_text())
    return facts


if __name__ == "__main__":
    kept = recorded(sys.argv[1]) if _facts(sys.argv[1]).exists() else {}
    kept[sys.argv[2]] = ask(sys.argv[1], Path(sys.argv[3]))
    _facts(sys.argv[1]).write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")

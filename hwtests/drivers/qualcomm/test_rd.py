"""Submissions as Mesa's `.rd` files, and what its cffdump makes of them where there is one.

BAREWIRE_TEST_CFFDUMP names the program, as Mesa's build makes it: src/freedreno/decode/cffdump.
"""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path

import pytest

from barewire.drivers.qualcomm.packet import packets
from hwtests import programs

from . import rd

CFFDUMP = os.environ.get("BAREWIRE_TEST_CFFDUMP", "")
_PACKET = re.compile(r"^t[47]\t+(?:opcode: |write )(\w+) \(", re.MULTILINE)
# What cffdump writes where a header, a register or an address is none that it knows (cffdec.c).
_COMPLAINTS = ("unknown", "bad type", "error", "invalid address", "not found", "<no match>")


def sections(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        found.append((kind, data[at + 8 : at + 8 + size]))
        at += 8 + size
    return found


@pytest.mark.parametrize("name", ["a630", "a660"])
def test_a_dump_has_the_streams_and_the_memory_that_they_are_in(name: str, tmp_path: Path) -> None:
    data = rd.sample(name)
    found = sections(data)
    assert found[0] == (rd.RD_GPU_ID, struct.pack("<I", int(name[1:])))
    memory, address, words = {}, 0, 0
    for kind, section in found:
        if kind == rd.RD_GPUADDR:
            low, _, high = struct.unpack("<III", section)
            address = low | high << 32
        elif kind == rd.RD_BUFFER_CONTENTS:
            memory[address] = section
        elif kind == rd.RD_CMDSTREAM_ADDR:
            low, dwords, high = struct.unpack("<III", section)
            at = low | high << 32
            base = max(start for start in memory if start <= at)
            stream = memoryview(memory[base])[at - base : at - base + 4 * dwords].cast("I")
            words += sum(1 for _ in packets(stream.tolist()))
    assert words > 100
    if CFFDUMP:
        file = tmp_path / "dump.rd"
        file.write_bytes(data)
        shown = programs.run([CFFDUMP, str(file)])
        assert (shown.returncode, shown.stderr) == (0, "")
        assert len(_PACKET.findall(shown.stdout)) == words
        complaints = [
            line
            for line in shown.stdout.splitlines()
            if any(each in line.lower() for each in _COMPLAINTS) and "UNKNOWN_" not in line
        ]
        assert not complaints, complaints[:10]

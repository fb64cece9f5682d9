"""What is read of the processor: parsers on sample text, and this machine as the operating system sees it."""

from __future__ import annotations

import os

import psutil
import pytest

from barewire.drivers import kernel, llvm
from barewire.drivers.cpu import discovery
from barewire.drivers.cpu.discovery import Processor

XEON = """\
processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz
cpu MHz\t\t: 3000.123
flags\t\t: fpu sse2 avx avx2 avx512f

processor\t: 1
model name\t: another
cpu MHz\t\t: 1000.0
"""

RYZEN = "model name\t: AMD Ryzen 9 7950X 16-Core Processor\ncpu MHz\t\t: 4491.53\n"

GRAVITON = """\
processor\t: 0
BogoMIPS\t: 2100.00
Features\t: fp asimd atomics asimdhp sve bf16
CPU implementer\t: 0x41
CPU part\t: 0xd40
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (XEON, Processor("Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz", 2.7e9)),
        (RYZEN, Processor("AMD Ryzen 9 7950X 16-Core Processor", 4491.53e6)),
        (GRAVITON, Processor("ARM processor 0x41:0xd40", None)),
        ("", Processor("processor", None)),
    ],
)
def test_cpuinfo_gives_name_and_clock_where_it_has_them(text: str, expected: Processor) -> None:
    assert discovery.parse_cpuinfo(text) == expected


def test_meminfo_is_in_bytes() -> None:
    text = (
        "MemTotal:       16384 kB\nMemAvailable:    8192 kB\nHugePages_Total:       0\nActive(anon):  4 kB\n"
    )
    assert discovery.parse_meminfo(text) == {
        "MemTotal": 16 << 20,
        "MemAvailable": 8 << 20,
        "Active(anon)": 4096,
    }


@pytest.mark.parametrize(
    ("text", "size"), [("48K\n", 48 << 10), ("2M", 2 << 20), ("512", 512), ("what", 0), ("", 0)]
)
def test_cache_sizes(text: str, size: int) -> None:
    assert discovery.parse_size(text) == size


@pytest.mark.parametrize(
    ("text", "processors"),
    [
        ("max 100000\n", None),
        ("150000 100000\n", 1.5),
        ("50000 100000", 0.5),
        ("-1 100000", None),
        ("1 0", None),
        ("", None),
    ],
)
def test_processor_quota_of_a_control_group(text: str, processors: float | None) -> None:
    assert discovery.parse_cpu_max(text) == processors


def test_control_group_paths_of_both_hierarchies() -> None:
    assert discovery.parse_cgroup_paths("0::/user.slice/session-1.scope\n") == {
        "": "/user.slice/session-1.scope"
    }
    assert discovery.parse_cgroup_paths("4:cpu,cpuacct:/a\n3:memory:/b\n") == {
        "cpu": "/a",
        "cpuacct": "/a",
        "memory": "/b",
    }


@pytest.mark.parametrize(
    ("flags", "level"),
    [
        ("", "x86-64"),
        ("cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3", "x86-64-v2"),
        ("avx avx2 bmi1 bmi2 f16c fma abm movbe", "x86-64"),
        ("cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe", "x86-64-v3"),
        (
            "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe"
            " avx512f avx512bw avx512cd avx512dq avx512vl",
            "x86-64-v4",
        ),
    ],
)
def test_a_level_needs_all_levels_below(flags: str, level: str) -> None:
    assert llvm.processor_level(frozenset(flags.split())) == level


def test_flops_and_vectors_follow_the_features() -> None:
    assert discovery.f32_flops_per_cycle(frozenset({"avx512f", "fma", "avx"})) == 64
    assert discovery.f32_flops_per_cycle(frozenset({"asimd"})) == 16
    assert discovery.f32_flops_per_cycle(frozenset()) is None
    assert [discovery.vector_bytes(frozenset({f})) for f in ("avx512f", "avx2", "asimd")] == [64, 32, 16]


def test_neon_is_called_by_its_name() -> None:
    assert "neon" in discovery.features_of(frozenset({"asimd", "fp", "evtstrm"}))
    assert "evtstrm" not in discovery.features_of(frozenset({"asimd", "evtstrm"}))


def test_this_machine_is_as_psutil_sees_it() -> None:
    info = discovery.card_info()
    assert 1 <= info.compute_units <= len(os.sched_getaffinity(0))
    assert info.memory_bytes <= psutil.virtual_memory().total
    assert info.kernel_driver_version == os.uname().release
    assert info.arch.startswith(os.uname().machine)
    assert info.name
    assert list(info.limits.cache_bytes) == sorted(info.limits.cache_bytes)


def test_memory_available_is_close_to_what_psutil_says() -> None:
    available, reference = discovery.memory_available_bytes(), psutil.virtual_memory().available
    assert available == pytest.approx(reference + psutil.swap_memory().free, rel=0.2)


def test_tile_registers_are_offered_only_where_the_kernel_grants_them() -> None:
    if not kernel.cpu_flags() & discovery.TILE_FEATURES:
        assert not discovery.card_info().features & discovery.TILE_FEATURES
    else:
        assert isinstance(kernel.request_tile_registers(), bool)

"""The judge of what simulated cards are given: see hwtests/assembling.py."""

from __future__ import annotations

from pathlib import Path

from ..assembling import judged, newest_version

GOOD = """
.version 7.8
.target sm_90
.address_size 64
.visible .entry {name}(.param .u64 p0){limit}
{{
.reg .b32 %r<{count}>;
.reg .b64 %d<2>;
ld.param.u64 %d0, [p0];
cvta.to.global.u64 %d1, %d0;
{body}
ret;
}}
"""


def crowded(name: str) -> str:
    """A kernel that has 64 numbers at a time in 24 registers."""
    loads = [f"ld.volatile.global.u32 %r{n}, [%d1+{4 * n}];" for n in range(64)]
    stores = [f"st.volatile.global.u32 [%d1+{4 * n}], %r{63 - n};" for n in range(64)]
    return GOOD.format(name=name, limit=" .maxnreg 24", count=64, body="\n".join(loads + stores))


def written(folder: Path, text: str) -> Path:
    source = folder / "given.ptx"
    source.write_text(text)
    return source


def test_what_the_assembler_refuses_is_named_with_its_words(tmp_path: Path) -> None:
    text = GOOD.format(name="matmul_1", limit="", count=2, body="add.u33 %r0, %r1, 1;")
    (fault,) = judged(written(tmp_path, text), newest_version()).faults
    assert "u33" in fault
    assert "given.ptx" in fault


def test_spills_are_a_fault_in_matrix_products_and_noted_elsewhere(tmp_path: Path) -> None:
    product = judged(written(tmp_path, crowded("matmul_1")), newest_version())
    other = judged(written(tmp_path, crowded("map_1")), newest_version())
    assert len(product.faults) == 1
    assert not other.faults
    assert other.spills[0][1] > 0
    assert "given.ptx" in product.faults[0]


def test_what_the_assembler_warns_of_is_a_fault(tmp_path: Path) -> None:
    text = GOOD.format(name="map_1", limit="", count=2, body="setmaxnreg.inc.sync.aligned.u32 240;")
    (fault,) = judged(
        written(tmp_path, text.replace("7.8", "8.0").replace("sm_90", "sm_90a")), newest_version()
    ).faults
    assert "'setmaxnreg' ignored" in fault


def test_text_of_a_version_that_the_assembler_does_not_know_is_judged_as_its_newest(tmp_path: Path) -> None:
    newest = newest_version()
    text = GOOD.format(name="matmul_1", limit="", count=2, body="mov.u32 %r0, 1;")
    later = text.replace("7.8", f"{newest[0] + 1}.0")
    assert not judged(written(tmp_path, later), newest).faults

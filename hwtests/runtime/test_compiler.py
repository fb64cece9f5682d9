"""Compiling IR: the cache before LLVM, worker processes, and what happens when one dies."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from barewire.drivers.llvm import LlvmCompiler, host_compiler
from barewire.runtime import compile_pool, compiler
from barewire.runtime.compile_pool import Pool, Worker
from barewire.runtime.compile_worker import encode
from barewire.runtime.compiler import CachedCompiler, KernelSource, compile_kernels
from barewire.runtime.errors import CompileError
from hwtests import programs

from .paper_card import PaperCompiler

HOST = host_compiler()


def source(number: int) -> KernelSource:
    ir = f"""
define void @kernel{number}(ptr %arguments, ptr %group) {{
  %target = load ptr, ptr %arguments
  store i32 {number}, ptr %target
  ret void
}}
"""
    return KernelSource(f"kernel{number}", ir, HOST)


def symbols(image: bytes) -> set[str]:
    import io

    from elftools.elf.elffile import ELFFile

    table = ELFFile(io.BytesIO(image)).get_section_by_name(".symtab")
    return {symbol.name for symbol in table.iter_symbols() if symbol["st_info"]["type"] == "STT_FUNC"}


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool of the test's own, in the place of the process's."""
    pool = Pool()
    monkeypatch.setattr(compile_pool, "pool", pool)
    yield pool
    pool.close()


def test_images_come_in_the_order_of_their_sources(pool: Pool) -> None:
    for count in (1, 3, 20):
        images = compile_kernels([source(number) for number in range(count)])
        assert [symbols(image) for image in images] == [{f"kernel{number}"} for number in range(count)]


def test_a_kernel_compiled_once_is_taken_from_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    first = compile_kernels([source(1)])

    def compile_again(*_: object) -> bytes:
        raise AssertionError("compiled again")

    monkeypatch.setattr(LlvmCompiler, "compile", compile_again)
    assert compile_kernels([source(1), source(1)]) == first * 2


def test_a_damaged_cache_entry_is_rebuilt(cache_directory: Path) -> None:
    image = compile_kernels([source(1)])[0]
    (entry,) = (path for path in cache_directory.rglob("*") if path.is_file())
    damaged = bytearray(entry.read_bytes())
    damaged[-1] ^= 1
    entry.write_bytes(damaged)
    assert compile_kernels([source(1)])[0] == image
    assert entry.read_bytes() != damaged


def test_equal_sources_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = LlvmCompiler.compile

    def compile_noted(compiler: LlvmCompiler, text: str) -> bytes:
        compiled.append(text)
        return real(compiler, text)

    monkeypatch.setattr(LlvmCompiler, "compile", compile_noted)
    monkeypatch.setenv("BAREWIRE_COMPILE_WORKERS", "0")
    images = compile_kernels([source(1), source(2), source(1)] * 4)
    assert len(compiled) == 2
    assert images[0] == images[2] != images[1]


def test_compilers_share_neither_images_nor_those_of_their_other_editions(pool: Pool) -> None:
    """A worker process compiles with the compiler that a request names."""
    first, second = PaperCompiler(), PaperCompiler("second")
    for count in (1, 12):
        names = [f"kernel{number}" for number in range(count)]
        sources = [KernelSource(name, name, first) for name in names]
        mixed = [source(number) for number in range(count)]
        images = compile_kernels([*sources, *mixed])
        assert images[:count] == [name.encode() for name in names]
        assert [symbols(image) for image in images[count:]] == [{name} for name in names]
    kept, other = CachedCompiler(first), CachedCompiler(second)
    assert (kept.name, kept.takes, kept.target, kept.key) == ("paper", first.takes, first.target, ("first",))
    assert kept == CachedCompiler(PaperCompiler()) != other
    with pytest.raises(CompileError, match="kernel 'blank': nothing is written there"):
        compile_kernels([KernelSource("blank", "", first)])


def test_an_image_is_kept_until_it_is_forgotten_and_an_empty_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def compile_noted(compiler: PaperCompiler, source: str) -> bytes:
        made.append(source)
        return source.strip().encode()

    monkeypatch.setattr(PaperCompiler, "compile", compile_noted)
    kept = CachedCompiler(PaperCompiler())
    assert [kept.compile("one") for _ in range(2)] == [b"one"] * 2
    assert CachedCompiler(PaperCompiler("second")).compile("one") == b"one"
    assert made == ["one", "one"]
    kept.forget("one")
    kept.forget("never seen")
    assert [kept.compile("one") for _ in range(2)] == [b"one"] * 2
    assert made == ["one"] * 3
    assert [kept.compile(" ") for _ in range(2)] == [b""] * 2
    assert made[3:] == [" "] * 2


def test_workers_wait_for_the_next_graph_and_end_with_the_pool(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREWIRE_COMPILE_WORKERS", "2")
    compile_kernels([source(number) for number in range(8)])
    workers = [worker.process for worker in pool.workers]
    assert len(workers) == 2
    compile_kernels([source(number) for number in range(100, 108)])
    assert [worker.process for worker in pool.workers] == workers
    pool.close()
    assert all(worker.returncode is not None for worker in workers)


def test_no_process_is_started_for_what_cannot_abort_or_when_told_so(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [f"kernel{number}" for number in range(compiler.FEWEST_FOR_WORKERS - 1)]
    compile_kernels([KernelSource(name, name, PaperCompiler()) for name in few])
    monkeypatch.setenv("BAREWIRE_COMPILE_WORKERS", "0")
    compile_kernels([source(number) for number in range(100, 150)])
    assert pool.workers == []


def test_where_no_process_can_be_started_kernels_are_compiled_in_this_one(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in an application that carries Python within itself."""
    other = tmp_path / "application"
    other.write_text("#!/bin/sh\nexit 0\n")
    other.chmod(0o755)
    for number, executable in enumerate((str(other), str(tmp_path / "absent"), "")):
        monkeypatch.setattr(sys, "executable", executable)
        none = Pool()
        monkeypatch.setattr(compile_pool, "pool", none)
        for count in (10 * number, 10 * number + 5):
            assert symbols(compile_kernels([source(count)])[0]) == {f"kernel{count}"}
        assert not none.workers
        assert not none.can_start


@pytest.mark.parametrize("count", [1, 12])
def test_a_kernel_that_does_not_compile_is_named_with_llvms_words(pool: Pool, count: int) -> None:
    sources = [source(number) for number in range(count)]
    sources[count // 2] = KernelSource("the bad one", "define void @bad() { ret i32 0 }", HOST)
    with pytest.raises(CompileError, match=r"kernel 'the bad one': (?s:.*)function result type 'void'"):
        compile_kernels(sources)
    assert len(compile_kernels([source(number) for number in range(200, 212)])) == 12


def test_a_worker_that_dies_at_work_is_an_error_that_names_the_kernel(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Worker.send

    def send(worker: Worker, index: int, request: bytes) -> None:
        if index == 5:
            os.kill(worker.process.pid, signal.SIGSTOP)
        real(worker, index, request)
        if index == 5:
            os.kill(worker.process.pid, signal.SIGSEGV)
            os.kill(worker.process.pid, signal.SIGCONT)

    monkeypatch.setattr(Worker, "send", send)
    with pytest.raises(CompileError, match=r"kernel 'kernel5': the compiler crashed \(SIGSEGV"):
        compile_kernels([source(number) for number in range(20)])
    monkeypatch.undo()
    assert symbols(pool.compile(["kernel7"], [encode(HOST, source(7).text)], 2)[0]) == {"kernel7"}


def test_a_worker_that_died_while_idle_is_replaced(pool: Pool) -> None:
    compile_kernels([source(number) for number in range(8)])
    victims = [worker.process for worker in pool.workers]
    for process in victims:
        process.kill()
        process.wait()
    images = compile_kernels([source(number) for number in range(100, 120)])
    assert symbols(images[7]) == {"kernel107"}
    assert all(worker.process not in victims for worker in pool.workers)


def test_an_abort_inside_llvm_is_an_error_with_its_last_words(pool: Pool) -> None:
    # Inline assembly with an operand that does not exist is checked only while code is emitted.
    broken = 'define void @broken() {\n  call void asm sideeffect "foo $9", "r"(i32 0)\n  ret void\n}'
    bad = KernelSource("broken", broken, HOST)
    for sources in ([bad], [bad, *(source(number) for number in range(10))]):
        with pytest.raises(CompileError, match="kernel 'broken': "):
            compile_kernels(sources)
    assert len(compile_kernels([source(number) for number in range(10)])) == 10


def test_two_threads_may_compile_at_once(pool: Pool) -> None:
    results: dict[int, list[bytes]] = {}

    def work(start: int) -> None:
        results[start] = compile_kernels([source(number) for number in range(start, start + 10)])

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert symbols(results[1000][3]) == {"kernel1003"}
    assert symbols(results[0][9]) == {"kernel9"}


def test_a_worker_ends_when_its_parent_does() -> None:
    command = [sys.executable, "-m", "barewire.runtime.compile_worker"]
    done = programs.run(command, input=encode(HOST, source(1).text), text=False)
    assert done.returncode == 0
    started, answers = done.stdout[:5], done.stdout[5:]
    assert started[4:] == b"S"
    assert symbols(answers[5:]) == {"kernel1"}
    assert answers[4:5] == b"I"


def test_debug_prints_ir_and_assembly(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREWIRE_DEBUG", "4")
    compile_kernels([source(1)])
    printed = capfd.readouterr().err
    assert "--- LLVM IR of kernel1" in printed
    assert "assembly" not in printed
    monkeypatch.setenv("BAREWIRE_DEBUG", "5")
    compile_kernels([source(1)])
    assert "ret" in capfd.readouterr().err.partition("--- assembly of kernel1")[2]


def test_debug_prints_no_assembly_of_a_compiler_that_shows_none(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREWIRE_DEBUG", "5")
    compile_kernels([KernelSource("sketch", "one", PaperCompiler())])
    assert capfd.readouterr().err == "--- LLVM IR of sketch\none\n"

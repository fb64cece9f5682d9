"""Functions of the linker (<cuda.h>: CUDA_MODULE, cuLink*)."""

from __future__ import annotations

from typing import Any

from .... import kernel
from ....nvidia import abi
from ..objects.failure import require
from ..objects.loaded_module import CUBIN_MAGIC, BadPtx, compiled_ptx, verbose_log
from .library import Libcuda, ffi, function, handle_into, number
from .modules import logs_of, say


class _Link:
    def __init__(self, options: tuple[int, Any, Any]) -> None:
        self.options = options
        self.text = ""
        self.image: Any = None


@function
def cuLinkCreate(cuda: Libcuda, count: int, options: Any, values: Any, place: Any) -> None:
    context = cuda.current
    require(count == 0 or (options != ffi.NULL and values != ffi.NULL), "options are announced and not there")
    handle = cuda.machine.handle(_Link((count, options, values)))
    context.handles.add(handle)
    handle_into(place, handle, "CUlinkState")


@function
def cuLinkAddData(
    cuda: Libcuda,
    state: Any,
    kind: int,
    data: Any,
    size: int,
    name: Any,
    count: int,
    options: Any,
    values: Any,
) -> None:
    link: _Link = cuda.machine.object(number(state), _Link)
    require(kind == abi.CU_JIT_INPUT_PTX, "only PTX is linked", abi.CUDA_ERROR_NOT_SUPPORTED)
    require(link.image is None, "the link is complete")
    require(not link.text, "only one module is linked", abi.CUDA_ERROR_NOT_SUPPORTED)
    require(data != ffi.NULL and size > 0, "no input")
    read = bytes(kernel.buffer(number(data), size))
    require(read.endswith(b"\0"), "PTX must end in a zero byte")
    text = read.rstrip(b"\0").decode(errors="replace")
    card = cuda.current.device.description
    logs = logs_of(*link.options)
    try:
        _, programs, _ = compiled_ptx(text, card.capability)
    except BadPtx as error:
        say(logs.error, link.options[2], error.log)
        raise
    say(logs.info, link.options[2], verbose_log(programs, card.arch) if logs.verbose else "")
    say(logs.error, link.options[2], "")
    link.text = text


@function
def cuLinkComplete(cuda: Libcuda, state: Any, place: Any, size: Any) -> None:
    link: _Link = cuda.machine.object(number(state), _Link)
    require(link.text, "nothing was added")
    require(place != ffi.NULL, "no place for the image")
    text = link.text.encode()
    link.image = ffi.from_buffer(CUBIN_MAGIC + len(text).to_bytes(8, "little") + text)
    place[0] = ffi.cast("void *", link.image)
    if size != ffi.NULL:
        size[0] = len(link.image)


@function
def cuLinkDestroy(cuda: Libcuda, state: Any) -> None:
    cuda.machine.object(number(state), _Link)
    cuda.machine.forget(number(state))

"""Tensors in files: the safetensors format, read through a memory map and written atomically.

A file is an 8-byte little-endian length, that many bytes of JSON, then the tensors' bytes. The JSON maps
every name to its dtype, shape and [begin, end) within those bytes, and `__metadata__` to strings.
(https://github.com/huggingface/safetensors, "Format")
"""

from __future__ import annotations

import json
import mmap
import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, NoReturn

from ..runtime.buffer import Buffer
from ..runtime.device import Device
from ..runtime.errors import DTypeError, FileFormatError, InvalidArgument
from .graph import dtype as dtypes
from .graph import node as nodes
from .graph.dtype import DType
from .methods.core import storage_node
from .tensor import Tensor

DTYPES = {dtype.safetensors: dtype for dtype in dtypes.ALL + dtypes.COMPLEX if dtype.safetensors}
METADATA = "__metadata__"

# The reference implementation refuses longer headers too (MAX_HEADER_SIZE).
MAX_HEADER_BYTES = 100_000_000
LENGTH_BYTES = 8


@dataclass(frozen=True)
class _Entry:
    """One tensor of a file; `begin` and `end` count from the end of the header. `dtype` is None for a type
    that Barewire does not have.
    """

    name: str
    type_name: str
    dtype: DType | None
    shape: tuple[int, ...]
    begin: int
    end: int


def save_safetensors(
    tensors: Mapping[str, Tensor], path: str | os.PathLike[str], metadata: Mapping[str, str] | None = None
) -> None:
    """Write tensors to a safetensors file, which appears complete or not at all.

    `metadata` are strings that go with them. Tensors that are not realized yet are. Raises InvalidArgument
    for what could not be read back: names and metadata that are no strings, or none that UTF-8 has, the name
    that the format reserves, a header longer than readers take; DTypeError for complex128, which the format
    does not have; OSError where the file cannot be written.

    Examples:
        >>> from barewire import state
        >>> state.save_safetensors(nn.Linear(2, 3).state_dict(), "layer.safetensors")
        >>> {name: tensor.shape for name, tensor in state.load_safetensors("layer.safetensors").items()}
        {'bias': (3,), 'weight': (3, 2)}
    """
    _check_saved(tensors, metadata)
    if tensors:
        Tensor.realize(*tensors.values())
    # Widest elements first, so that every tensor is aligned.
    ordered = sorted(tensors.items(), key=lambda item: (-item[1].dtype.item_bytes, item[0]))
    header: dict[str, Any] = {METADATA: dict(metadata)} if metadata else {}
    offset = 0
    for name, tensor in ordered:
        end = offset + tensor.nbytes
        header[name] = {
            "dtype": tensor.dtype.safetensors,
            "shape": list(tensor.shape),
            "data_offsets": [offset, end],
        }
        offset = end
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    if len(text) > MAX_HEADER_BYTES:
        raise InvalidArgument(
            f"the names and shapes of {len(tensors)} tensors take {len(text)} bytes; "
            f"readers of safetensors files take {MAX_HEADER_BYTES}"
        )
    target = Path(_checked_path(path))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        with open(temporary, "xb") as file:
            file.write(len(text).to_bytes(LENGTH_BYTES, "little") + text)
            for _, tensor in ordered:
                if tensor.nbytes:
                    file.write(_stored_bytes(tensor))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _check_saved(tensors: Any, metadata: Any) -> None:
    """Raise InvalidArgument for what a file cannot hold or nobody could read from it."""
    if not isinstance(tensors, Mapping):
        raise InvalidArgument(f"save_safetensors takes a dict of tensors, not a {type(tensors).__name__}")
    if metadata is not None and not isinstance(metadata, Mapping):
        raise InvalidArgument(f"metadata is a dict of strings, not a {type(metadata).__name__}")
    for name, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            raise InvalidArgument(f"{name!r:.60} is a {type(tensor).__name__}, not a tensor")
        if not tensor.dtype.safetensors:
            raise DTypeError(
                f"safetensors has no {tensor.dtype}, which {name!r:.60} is; save it as complex64"
            )
        if name == METADATA:
            raise InvalidArgument(
                f"a tensor cannot be called {METADATA}; the safetensors format keeps that name for itself"
            )
    strings = (metadata or {}).items()
    for text in (*tensors, *(text for pair in strings for text in pair)):
        if not isinstance(text, str):
            raise InvalidArgument(f"names and metadata are strings, not {text!r:.60} ({type(text).__name__})")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InvalidArgument(f"{text!r:.60} cannot be written as UTF-8: {error}") from error


def load_safetensors(path: str | os.PathLike[str], device: str | None = None) -> dict[str, Tensor]:
    """The tensors of a safetensors file, by name, in the order of the file's header.

    The file is mapped, not read: on a device that sees host memory a tensor's elements are the file's pages,
    fetched when they are used (and copied only if the tensor is changed: the file never is). Other devices
    get a copy. The tensors are on the CPU where no device is named. The file must not shrink while the
    tensors live. Tensors of element types that Barewire does not have are left out, with a warning that names
    them. Raises FileFormatError for a damaged file, OSError where the file cannot be opened.

    Examples:
        >>> from barewire import state
        >>> state.save_safetensors({"scale": Tensor([0.5, 2.0])}, "model.safetensors")
        >>> state.load_safetensors("model.safetensors")["scale"].tolist()
        [0.5, 2.0]
    """
    mapped, start, entries, _ = _open_file(path)
    unknown = [entry for entry in entries if entry.dtype is None]
    if unknown:
        named = ", ".join(f"{entry.name!r} ({entry.type_name})" for entry in unknown[:5])
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        warnings.warn(
            f"{os.fspath(path)}: left out {named}{more}; Barewire reads {', '.join(DTYPES)}", stacklevel=2
        )
    whole = Buffer.from_host(mapped, Device["CPU"])
    return {
        entry.name: _mapped_tensor(whole, start, entry, entry.dtype, device)
        for entry in entries
        if entry.dtype is not None
    }


def read_metadata(path: str | os.PathLike[str]) -> dict[str, str]:
    """The strings that were saved with the tensors of a safetensors file, none of them where there are none.

    Raises as `load_safetensors`.

    Examples:
        >>> from barewire import state
        >>> state.save_safetensors({"scale": Tensor([1.0])}, "model.safetensors", metadata={"step": "7"})
        >>> state.read_metadata("model.safetensors")
        {'step': '7'}
    """
    return _open_file(path)[3]


def _checked_path(path: Any) -> str:
    if not isinstance(path, (str, os.PathLike)) or "\0" in (text := os.fspath(path)):
        raise InvalidArgument(f"a file is named by a string or a path, not {path!r:.60}")
    return str(text)


def _mapped_tensor(whole: Buffer, start: int, entry: _Entry, dtype: DType, device: str | None) -> Tensor:
    part = whole.view(start + entry.begin, entry.end - entry.begin)
    if (start + entry.begin) % dtype.item_bytes:
        # Written by a program that does not align its tensors.
        aligned = Buffer(whole.device, part.size_bytes)
        aligned.copy_in(part.contents())
        part = aligned
    tensor = Tensor._wrap(nodes.buffer(part, dtype, entry.shape), whole.device.name)
    return tensor if device is None else tensor.to(device)


def _stored_bytes(tensor: Tensor) -> memoryview:
    """The bytes of a realized tensor."""
    storage = storage_node(tensor._node, tensor.device)
    return storage.storage.contents()


def _open_file(path: str | os.PathLike[str]) -> tuple[mmap.mmap, int, list[_Entry], dict[str, str]]:
    """The mapped file, where its data starts, and what its header says."""
    label = _checked_path(path)
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < LENGTH_BYTES:
            _refuse(label, f"it has {size} bytes, fewer than the {LENGTH_BYTES} of the header's length")
        # Copy-on-write: changing a loaded tensor in place changes no file.
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    header_bytes = int.from_bytes(mapped[:LENGTH_BYTES], "little")
    if header_bytes > MAX_HEADER_BYTES:
        _refuse(label, f"its header claims {header_bytes} bytes; at most {MAX_HEADER_BYTES} are allowed")
    start = LENGTH_BYTES + header_bytes
    if start > size:
        _refuse(
            label, f"its header claims {header_bytes} bytes, but the file ends after {size - LENGTH_BYTES}"
        )
    try:
        header = json.loads(mapped[LENGTH_BYTES:start].decode(), object_pairs_hook=_unique_keys)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        _refuse(label, f"its header is not valid JSON ({error})")
    if not isinstance(header, dict):
        _refuse(label, "its header is not a JSON object")
    metadata = header.pop(METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        _refuse(label, f"its {METADATA} is not a map from strings to strings")
    entries = [_entry(label, name, fields) for name, fields in header.items()]
    _check_layout(label, entries, size - start)
    return mapped, start, entries, metadata


def _entry(path: str, name: str, fields: Any) -> _Entry:
    if not isinstance(fields, dict) or fields.keys() != {"dtype", "shape", "data_offsets"}:
        _refuse(path, f"tensor {name!r} does not have exactly a dtype, a shape and data_offsets")
    if not isinstance(fields["dtype"], str):
        _refuse(path, f"tensor {name!r} has the dtype {fields['dtype']!r}, which is no name of one")
    dtype = DTYPES.get(fields["dtype"])
    shape, offsets = fields["shape"], fields["data_offsets"]
    if not _are_counts(shape):
        _refuse(path, f"tensor {name!r} has the shape {shape!r}, which is not a list of sizes")
    if not _are_counts(offsets) or len(offsets) != 2:
        _refuse(path, f"tensor {name!r} has the data_offsets {offsets!r}, which are not a begin and an end")
    begin, end = offsets
    needed = end - begin if dtype is None else prod(shape) * dtype.item_bytes
    if begin > end or end - begin != needed:
        _refuse(
            path,
            f"tensor {name!r} needs {needed} bytes for {dtype} {tuple(shape)}, but has bytes {begin} to "
            f"{end}",
        )
    return _Entry(name, fields["dtype"], dtype, tuple(shape), begin, end)


def _check_layout(path: str, entries: list[_Entry], data_bytes: int) -> None:
    """The tensors must follow each other without overlap or gap and fill the file."""
    position = 0
    for entry in sorted(entries, key=lambda entry: (entry.begin, entry.end)):
        if entry.end > data_bytes:
            _refuse(
                path, f"tensor {entry.name!r} ends at byte {entry.end} of {data_bytes}; the file is cut short"
            )
        if entry.begin != position:
            kind = "overlaps the one before" if entry.begin < position else "leaves a gap before itself"
            _refuse(
                path,
                f"tensor {entry.name!r} starts at byte {entry.begin} and {kind}, which ends at {position}",
            )
        position = entry.end
    if position != data_bytes:
        _refuse(path, f"its tensors end at byte {position}, but {data_bytes} follow the header")


def _are_counts(value: Any) -> bool:
    return isinstance(value, list) and all(type(entry) is int and 0 <= entry < 2**63 for entry in value)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _refuse(path: str, reason: str) -> NoReturn:
    raise FileFormatError(f"{path} is not a readable safetensors file: {reason}")

"""Moving, choosing and gathering: layouts, slices, pads, joins, places given by indices."""

from __future__ import annotations

from typing import Any

from ..kind import Kind, chance, kind, whole

_SQUARE = (2048, 2048)


def _padded(amounts: tuple[int, ...], mode: str = "constant") -> Any:
    return lambda library, x: library.nn.functional.pad(x, amounts, mode)


def _heads(_: Any, x: Any) -> Any:
    n, tokens, width = x.shape
    q, k, v = x.view(n, tokens, 3, 12, width // 36).permute(2, 0, 3, 1, 4).contiguous().unbind(0)
    return q, k, v


def _put(_: Any, x: Any, y: Any) -> Any:
    """A step of a cache of keys."""
    x = x.clone()
    x[:, :, 100:101] = y
    return x


def _added(_: Any, x: Any, i: Any, y: Any) -> Any:
    return x.index_add(0, i, y)


def _set(_: Any, x: Any, i: Any, y: Any) -> Any:
    x = x.clone()
    x[i] = y
    return x


def _bag(library: Any, x: Any, i: Any) -> Any:
    return x[i].sum(1)


def _embedding_bag(library: Any, x: Any, i: Any) -> Any:
    return library.nn.functional.embedding_bag(i, x, mode="mean")


def _embedding(library: Any, x: Any, i: Any) -> Any:
    return library.nn.functional.embedding(i, x)


def _coded(library: Any, i: Any) -> Any:
    return library.nn.functional.one_hot(i, 1000)


def _triangle(library: Any, x: Any) -> Any:
    return x.tril()


def _masked_mean(_: Any, x: Any, mask: Any) -> Any:
    """A sentence's embedding of its words'."""
    weights = mask.float()[..., None]
    return (x * weights).sum(1) / weights.sum(1).clamp(min=1e-9)


_LAYOUTS = (
    kind("transpose", "transposed copy of 4096×4096", lambda _, x: x.T.contiguous(), (4096, 4096)),
    kind(
        "transpose-half",
        "transposed copy of 2048×2048 float16",
        lambda _, x: x.T.contiguous(),
        _SQUARE,
        dtype="float16",
    ),
    kind("transpose-odd", "transposed copy of 1013×777", lambda _, x: x.T.contiguous(), (1013, 777)),
    kind("permute", "64×128×128 as 128×128×64", lambda _, x: x.permute(1, 2, 0).contiguous(), (64, 128, 128)),
    kind(
        "channels-first",
        "8×56×56×64 as 8×64×56×56",
        lambda _, x: x.permute(0, 3, 1, 2).contiguous(),
        (8, 56, 56, 64),
    ),
    kind("heads", "4×128×2304 parted into 12 heads' q, k and v", _heads, (4, 128, 2304)),
    kind(
        "slice",
        "every second of 4096×4096 both ways",
        lambda _, x: x[::2, ::2].contiguous(),
        (4096, 4096),
        bytes_moved=4096.0 * 4096 / 2 * 4 + 2048 * 2048 * 4,
    ),
    kind("flip", "1024×1024 with both axes turned about", lambda _, x: x.flip(0, 1), (1024, 1024)),
    kind("roll", "1024×1024 rolled by 100 both ways", lambda _, x: x.roll((100, 100), (0, 1)), (1024, 1024)),
    kind("tril", "lower triangle of 2048×2048", _triangle, _SQUARE),
    kind(
        "cat",
        "three of 1024×1024 side by side",
        lambda library, *each: library.cat(each, 1),
        *((1024, 1024),) * 3,
    ),
    kind(
        "cat-rows",
        "eight of 100×777 below each other",
        lambda library, *each: library.cat(each),
        *((100, 777),) * 8,
    ),
    kind(
        "stack",
        "four of 512×512 stacked last",
        lambda library, *each: library.stack(each, axis=-1),
        *((512, 512),) * 4,
    ),
    kind("pad", "8×64×56×56 padded by 1", _padded((1, 1, 1, 1)), (8, 64, 56, 56)),
    kind(
        "pad-reflect",
        "4×32×128×128 padded by 3, reflected",
        _padded((3, 3, 3, 3), "reflect"),
        (4, 32, 128, 128),
    ),
    kind("repeat", "512×512 repeated 2×4", lambda _, x: x.repeat(2, 4), (512, 512)),
    kind(
        "repeat-interleave",
        "8×4×128×64, each of 4 heads twice",
        lambda _, x: x.repeat_interleave(2, 1),
        (8, 4, 128, 64),
    ),
    kind(
        "chunk-join",
        "1024×1024 with halves exchanged",
        lambda library, x: library.cat(x.chunk(2, 1)[::-1], 1),
        (1024, 1024),
    ),
)
_BY_PLACE = (
    kind(
        "take-rows",
        "8192 rows of 50000×256",
        lambda _, x, i: x[i],
        (50000, 256),
        whole(50000, 8192),
        bytes_moved=2.0 * 8192 * 256 * 4,
    ),
    kind(
        "embedding",
        "embeddings of 8×128 tokens, 30000×384",
        _embedding,
        (30000, 384),
        whole(30000, 8, 128),
        bytes_moved=2.0 * 8 * 128 * 384 * 4,
    ),
    kind(
        "embedding-bag",
        "means of 20 of 30000×64, 512 times",
        _embedding_bag,
        (30000, 64),
        whole(30000, 512, 20),
        bytes_moved=21.0 * 512 * 64 * 4,
    ),
    kind(
        "bag",
        "sums of 32 of 30000×128, 256 times",
        _bag,
        (30000, 128),
        whole(30000, 256, 32),
        bytes_moved=33.0 * 256 * 128 * 4,
    ),
    kind(
        "gather",
        "gather along the rows of 1000×1000",
        lambda _, x, i: x.gather(1, i),
        (1000, 1000),
        whole(1000, 1000, 1000),
    ),
    kind(
        "take-columns",
        "500 columns of 1000×2000",
        lambda _, x, i: x[:, i],
        (1000, 2000),
        whole(2000, 500),
        bytes_moved=2.0 * 1000 * 500 * 4,
    ),
    kind(
        "take-along",
        "take_along_dim of 256×1000, one of each row",
        lambda _, x, i: x.take_along_dim(i, 1),
        (256, 1000),
        whole(1000, 256, 1),
        bytes_moved=256.0 * 16,
    ),
    kind(
        "scatter-add",
        "1 M numbers added up in 100000 places",
        lambda _, x, i, y: x.scatter_add(0, i, y),
        (100_000,),
        whole(100_000, 1_000_000),
        (1_000_000,),
    ),
    kind("index-add", "8192 rows of 64 added up in 1000", _added, (1000, 64), whole(1000, 8192), (8192, 64)),
    kind(
        "index-put", "x[i] = y, one row in each of 1000×256 given", _set, (1000, 256), whole(1, 1), (1, 256)
    ),
    kind("cache-put", "x[:, :, 100:101] = y of 1×12×1024×64", _put, (1, 12, 1024, 64), (1, 12, 1, 64)),
    kind("one-hot", "one_hot of 4096 of 1000", _coded, whole(1000, 4096)),
    kind(
        "masked-mean",
        "mean of tokens under a mask, 32×128×384",
        _masked_mean,
        (32, 128, 384),
        chance(70, 32, 128),
    ),
    kind(
        "searchsorted",
        "places of 100000 in 1000 sorted numbers",
        lambda library, x, y: library.searchsorted(x.sort()[0], y),
        (1000,),
        (100_000,),
    ),
)
KINDS: tuple[Kind, ...] = (*_LAYOUTS, *_BY_PLACE)

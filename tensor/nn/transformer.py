"""Transformer layers (Vaswani et al. 2017), with PyTorch's parameters and arguments."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import functional
from .arguments import flag, whole
from .attention import MultiheadAttention
from .containers import ModuleList
from .dropout import Dropout
from .linear import Linear
from .module import Module
from .normalisation import LayerNorm
from .parameter import Parameter

Activation = str | Callable[[Tensor], Tensor]


class _Layer(Module):
    """What both kinds have: attention to itself, two linear layers, norms and dropout."""

    def _take(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int,
        dropout: float,
        activation: Activation,
        layer_norm_eps: float,
        batch_first: bool,
        norm_first: bool,
        bias: bool,
        device: str | None,
        dtype: DType,
        attentions: tuple[str, ...],
    ) -> None:
        for name in attentions:
            made = MultiheadAttention(
                d_model, nhead, dropout, bias, batch_first=batch_first, device=device, dtype=dtype
            )
            setattr(self, name, made)
        self.linear1 = Linear(d_model, dim_feedforward, bias, device, dtype)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, device, dtype)
        self.norm_first = flag(self, "norm_first", norm_first)
        count = len(attentions) + 1
        for number in range(1, count + 1):
            setattr(self, f"norm{number}", LayerNorm(d_model, layer_norm_eps, True, bias, device, dtype))
        for number in range(1, count + 1):
            setattr(self, f"dropout{number}", Dropout(dropout))
        self.activation = _activation(self, activation)

    def _widened(self, x: Tensor) -> Tensor:
        result: Tensor = self.linear2(self.dropout(self.activation(self.linear1(x))))
        return result

    def _around(self, number: int, x: Tensor, inner: Callable[[Tensor], Tensor]) -> Tensor:
        """x and what a part makes of it, with the part's norm before it or after the sum."""
        norm, dropout = getattr(self, f"norm{number}"), getattr(self, f"dropout{number}")
        if self.norm_first:
            return x + dropout(inner(norm(x)))  # type: ignore[no-any-return]
        return norm(x + dropout(inner(x)))  # type: ignore[no-any-return]


class TransformerEncoderLayer(_Layer):
    """Attention of a sequence to itself and two linear layers, each with its norm and added to what it takes.

    `activation` is 'relu', 'gelu' or a function; with `norm_first` norms come before, else after the sum.
    Raises InvalidArgument unless `nhead` divides `d_model`, and for another activation.

    Examples:
        >>> layer = nn.TransformerEncoderLayer(8, nhead=2, dim_feedforward=16, batch_first=True)
        >>> layer(Tensor.randn(3, 5, 8)).shape
        (3, 5, 8)
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self._take(
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first,
            norm_first,
            bias,
            device,
            dtype,
            ("self_attn",),
        )

    self_attn: MultiheadAttention

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        """The sequence, `[l, n, d_model]` or as `batch_first` says, after this layer.

        Masks are those of `MultiheadAttention`; `is_causal` says that `src_mask` hides what is later, and
        hides it where there is none.

        Examples:
            >>> layer = nn.TransformerEncoderLayer(4, nhead=1, dim_feedforward=8)
            >>> layer(Tensor.randn(3, 1, 4), is_causal=True).shape
            (3, 1, 4)
        """

        def attend(x: Tensor) -> Tensor:
            return self.self_attn(  # type: ignore[no-any-return]
                x, x, x, src_key_padding_mask, False, src_mask, is_causal=is_causal
            )[0]

        return self._around(2, self._around(1, src, attend), self._widened)


class TransformerDecoderLayer(_Layer):
    """Attention of a sequence to itself, then to a memory, then two linear layers, each with its norm and
    added to what it takes.

    Arguments and what is raised are those of `TransformerEncoderLayer`.

    Examples:
        >>> layer = nn.TransformerDecoderLayer(8, nhead=2, dim_feedforward=16)
        >>> layer(Tensor.randn(5, 3, 8), Tensor.randn(7, 3, 8)).shape
        (5, 3, 8)
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self._take(
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first,
            norm_first,
            bias,
            device,
            dtype,
            ("self_attn", "multihead_attn"),
        )

    self_attn: MultiheadAttention
    multihead_attn: MultiheadAttention

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """The sequence after this layer, which looks at `memory` too.

        Masks are those of `MultiheadAttention`, of each attention its own.

        Examples:
            >>> layer = nn.TransformerDecoderLayer(4, nhead=1, dim_feedforward=8)
            >>> layer(Tensor.randn(3, 1, 4), Tensor.randn(2, 1, 4), tgt_is_causal=True).shape
            (3, 1, 4)
        """

        def attend(x: Tensor) -> Tensor:
            return self.self_attn(  # type: ignore[no-any-return]
                x, x, x, tgt_key_padding_mask, False, tgt_mask, is_causal=tgt_is_causal
            )[0]

        def look(x: Tensor) -> Tensor:
            return self.multihead_attn(  # type: ignore[no-any-return]
                x, memory, memory, memory_key_padding_mask, False, memory_mask, is_causal=memory_is_causal
            )[0]

        x = self._around(2, self._around(1, tgt, attend), look)
        return self._around(3, x, self._widened)


class TransformerEncoder(Module):
    """Layers like a given one, one after the other, and a norm at the end where one is given.

    All start with the values of that layer, as in PyTorch. Raises InvalidArgument for what is no module.

    Examples:
        >>> layer = nn.TransformerEncoderLayer(8, nhead=2, dim_feedforward=16)
        >>> nn.TransformerEncoder(layer, num_layers=2)(Tensor.randn(5, 3, 8)).shape
        (5, 3, 8)
    """

    def __init__(
        self,
        encoder_layer: Any,
        num_layers: int,
        norm: Any = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        self.layers = _alike(self, encoder_layer, whole(self, "num_layers", num_layers, 0))
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        """The sequence after all layers; the masks are for each of them.

        Examples:
            >>> layer = nn.TransformerEncoderLayer(4, nhead=1, dim_feedforward=8)
            >>> nn.TransformerEncoder(layer, 2)(Tensor.randn(3, 1, 4), is_causal=True).shape
            (3, 1, 4)
        """
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask, bool(is_causal))
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """Layers like a given one, one after the other, and a norm at the end where one is given.

    All start with the values of that layer, as in PyTorch. Raises InvalidArgument for what is no module.

    Examples:
        >>> layer = nn.TransformerDecoderLayer(8, nhead=2, dim_feedforward=16)
        >>> nn.TransformerDecoder(layer, num_layers=2)(Tensor.randn(5, 3, 8), Tensor.randn(7, 3, 8)).shape
        (5, 3, 8)
    """

    def __init__(self, decoder_layer: Any, num_layers: int, norm: Any = None) -> None:
        self.layers = _alike(self, decoder_layer, whole(self, "num_layers", num_layers, 0))
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """The sequence after all layers, which look at `memory`; the masks are for each of them.

        Examples:
            >>> layer = nn.TransformerDecoderLayer(4, nhead=1, dim_feedforward=8)
            >>> nn.TransformerDecoder(layer, 2)(Tensor.randn(3, 1, 4), Tensor.randn(2, 1, 4)).shape
            (3, 1, 4)
        """
        for layer in self.layers:
            tgt = layer(
                tgt,
                memory,
                tgt_mask,
                memory_mask,
                tgt_key_padding_mask,
                memory_key_padding_mask,
                bool(tgt_is_causal),
                memory_is_causal,
            )
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder of one sequence and a decoder of another that looks at it.

    Arguments are those of the layers, or `custom_encoder` and `custom_decoder` take their places. Raises
    InvalidArgument as `TransformerEncoderLayer`; calling it raises ShapeError where the sequences do not fit.

    Examples:
        >>> model = nn.Transformer(8, 2, 1, 1, dim_feedforward=16)
        >>> model(Tensor.randn(5, 3, 8), Tensor.randn(4, 3, 8)).shape
        (4, 3, 8)
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        options: dict[str, Any] = {
            "dim_feedforward": dim_feedforward,
            "dropout": dropout,
            "activation": activation,
            "layer_norm_eps": layer_norm_eps,
            "batch_first": batch_first,
            "norm_first": norm_first,
            "bias": bias,
            "device": device,
            "dtype": dtype,
        }
        self.d_model, self.nhead, self.batch_first = d_model, nhead, flag(self, "batch_first", batch_first)
        if custom_encoder is None:
            layer = TransformerEncoderLayer(d_model, nhead, **options)
            norm = LayerNorm(d_model, layer_norm_eps, True, bias, device, dtype)
            custom_encoder = TransformerEncoder(layer, num_encoder_layers, norm)
        if custom_decoder is None:
            other = TransformerDecoderLayer(d_model, nhead, **options)
            norm = LayerNorm(d_model, layer_norm_eps, True, bias, device, dtype)
            custom_decoder = TransformerDecoder(other, num_decoder_layers, norm)
        self.encoder, self.decoder = custom_encoder, custom_decoder

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        """The second sequence after the decoder, which looks at the first after the encoder.

        Examples:
            >>> model = nn.Transformer(4, 1, 1, 1, dim_feedforward=8)
            >>> mask = nn.Transformer.generate_square_subsequent_mask(3)
            >>> model(Tensor.randn(5, 1, 4), Tensor.randn(3, 1, 4), tgt_mask=mask).shape
            (3, 1, 4)
        """
        if src.ndim != tgt.ndim or src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise ShapeError(
                f"Transformer: sequences of shapes {src.shape} and {tgt.shape} need a last axis of "
                f"{self.d_model}, and as many axes as each other"
            )
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        result: Tensor = self.decoder(
            tgt,
            memory,
            tgt_mask,
            memory_mask,
            tgt_key_padding_mask,
            memory_key_padding_mask,
            tgt_is_causal,
            memory_is_causal,
        )
        return result

    @staticmethod
    def generate_square_subsequent_mask(
        sz: int, device: str | None = None, dtype: DType = dtypes.float32
    ) -> Tensor:
        """A mask to add, that hides what is later: -inf above the diagonal, else 0.

        Examples:
            >>> nn.Transformer.generate_square_subsequent_mask(2).tolist()
            [[0.0, -inf], [0.0, 0.0]]
        """
        place = Tensor.arange(sz, device=device)
        later: Tensor = place.unsqueeze(0) > place.unsqueeze(1)
        return later.where(float("-inf"), 0.0).cast(dtype)


def _activation(owner: Module, activation: Any) -> Callable[[Tensor], Tensor]:
    named: dict[str, Callable[[Tensor], Tensor]] = {"relu": functional.relu, "gelu": functional.gelu}
    if isinstance(activation, str) and activation in named:
        return named[activation]
    if not callable(activation):
        raise InvalidArgument(
            f"{type(owner).__name__}: activation={activation!r:.60} is 'relu', 'gelu' or a function"
        )
    return activation  # type: ignore[no-any-return]


def _alike(owner: Module, layer: Any, count: int) -> ModuleList:
    if not isinstance(layer, Module):
        raise InvalidArgument(f"{type(owner).__name__} takes a layer, not {layer!r:.60}")
    return ModuleList([_copied(layer) for _ in range(count)])


def _copied(value: Any) -> Any:
    """A module with the same values in tensors of its own."""
    if isinstance(value, Tensor):
        fresh = value.detach().clone().contiguous()
        return Parameter(fresh, value.requires_grad) if isinstance(value, Parameter) else fresh
    if isinstance(value, Module):
        made = copy.copy(value)
        made.__dict__.update({name: _copied(inner) for name, inner in value.__dict__.items()})
        return made
    return value

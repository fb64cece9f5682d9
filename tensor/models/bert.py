"""BERT's encoder (Devlin et al., 2018), with the names that Hugging Face gives its weights."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path

from ...runtime.errors import FileFormatError, InvalidArgument
from .. import nn
from ..state import load_safetensors
from ..tensor import Tensor


@dataclass(frozen=True)
class BertConfig:
    """The sizes of a BERT, under the names of Hugging Face's config.json.

    Examples:
        >>> from barewire.models import BertConfig
        >>> BertConfig(30522, 384, 6, 12, 1536).max_position_embeddings
        512
    """

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    layer_norm_eps: float = 1e-12
    hidden_act: str = "gelu"

    @staticmethod
    def read(path: str | os.PathLike[str]) -> BertConfig:
        """The sizes that a config.json states.

        Raises FileFormatError where it is none of a BERT's.

        Examples:
            >>> import json
            >>> from pathlib import Path
            >>> from barewire.models import BertConfig
            >>> sizes = ("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads")
            >>> said = {**dict(zip(sizes, (100, 8, 1, 2))), "intermediate_size": 16}
            >>> _ = Path("config.json").write_text(json.dumps(said))
            >>> BertConfig.read("config.json").hidden_size
            8
        """
        try:
            said = json.loads(Path(path).read_text(encoding="utf-8"))
            known = {each.name for each in fields(BertConfig)}
            config = BertConfig(**{name: value for name, value in said.items() if name in known})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise FileFormatError(f"{os.fspath(path)} holds no configuration of a BERT: {error}") from error
        if config.hidden_act != "gelu":
            raise FileFormatError(f"{os.fspath(path)}: {config.hidden_act!r} is not known, only gelu")
        return config


class _Embeddings(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, tokens: Tensor) -> Tensor:
        position = self.position_embeddings.weight[: tokens.shape[1]]
        words: Tensor = self.word_embeddings(tokens)
        result: Tensor = self.LayerNorm(words + self.token_type_embeddings.weight[0] + position)
        return result


class _SelfAttention(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        self.heads = config.num_attention_heads
        self.query = nn.Linear(config.hidden_size, config.hidden_size)
        self.key = nn.Linear(config.hidden_size, config.hidden_size)
        self.value = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.reshape(batch, length, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        attended = query.scaled_dot_product_attention(key, value, attn_mask=mask)
        return attended.transpose(1, 2).reshape(batch, length, width)


class _Output(nn.Module):
    def __init__(self, inputs: int, config: BertConfig) -> None:
        self.dense = nn.Linear(inputs, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        result: Tensor = self.LayerNorm(self.dense(x) + residual)
        return result


class _Attention(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        self.self = _SelfAttention(config)
        self.output = _Output(config.hidden_size, config)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        result: Tensor = self.output(self.self(x, mask), x)
        return result


class _Intermediate(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        self.dense = nn.Linear(config.hidden_size, config.intermediate_size)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.dense(x)
        return result.gelu()


class _Layer(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        self.attention = _Attention(config)
        self.intermediate = _Intermediate(config)
        self.output = _Output(config.intermediate_size, config)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        attended = self.attention(x, mask)
        result: Tensor = self.output(self.intermediate(attended), attended)
        return result


class _Encoder(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        self.layer = nn.ModuleList([_Layer(config) for _ in range(config.num_hidden_layers)])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layer:
            x = layer(x, mask)
        return x


class Bert(nn.Module):
    """BERT's encoder: token ids [batch, length] and how many of each row count, to vectors
    [batch, length, hidden].

    Examples:
        >>> from barewire.models import Bert, BertConfig
        >>> network = Bert(BertConfig(100, 8, 1, 2, 16))
        >>> network(Tensor([[2, 7, 3, 0]]), Tensor([3])).shape
        (1, 4, 8)
    """

    def __init__(self, config: BertConfig) -> None:
        if config.hidden_size % config.num_attention_heads:
            raise InvalidArgument(
                f"{config.num_attention_heads} heads do not share a width of {config.hidden_size} evenly"
            )
        self.config = config
        self.embeddings = _Embeddings(config)
        self.encoder = _Encoder(config)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        places = Tensor.arange(tokens.shape[1], device=tokens.device)
        mask = (places < lengths.reshape(-1, 1)).reshape(-1, 1, 1, tokens.shape[1])
        result: Tensor = self.encoder(self.embeddings(tokens), mask)
        return result

    @staticmethod
    def load(folder: str | os.PathLike[str]) -> Bert:
        """The network of a Hugging Face folder: its config.json and model.safetensors.

        Raises FileFormatError where they are not a BERT's.

        Examples:
            >>> from barewire.models import Bert
            >>> from barewire.models.sentence_encoder import installed_model
            >>> len(Bert.load(installed_model()).encoder.layer)
            6
        """
        config = BertConfig.read(Path(folder) / "config.json")
        network = Bert(config)
        held = load_safetensors(Path(folder) / "model.safetensors")
        own = network.state_dict()
        weights = {name.removeprefix("bert."): tensor for name, tensor in held.items()}
        missing = [name for name in own if name not in weights]
        if missing:
            raise FileFormatError(
                f"{os.fspath(folder)}: {len(missing)} of a BERT's weights are missing, first {missing[0]}"
            )
        network.load_state_dict({name: weights[name] for name in own})
        return network

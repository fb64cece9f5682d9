"""Networks that people have the weights of: `barewire.models`."""

from .bert import Bert, BertConfig
from .sentence_encoder import SentenceEncoder

__all__ = ["Bert", "BertConfig", "SentenceEncoder"]

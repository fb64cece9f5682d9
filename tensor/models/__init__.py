"""Networks that people have the weights of: `barewire.models`."""

from .bert import Bert, BertConfig
from .object_detector import Detection, ObjectDetector
from .sentence_encoder import SentenceEncoder
from .text_reader import TextLine, TextReader

__all__ = [
    "Bert",
    "BertConfig",
    "Detection",
    "ObjectDetector",
    "SentenceEncoder",
    "TextLine",
    "TextReader",
]

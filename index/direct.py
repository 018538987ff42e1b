"""The default model run by onnxruntime, without torch: ready in a moment. The only module that imports onnxruntime."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.onnx_graph import FLOAT32, QUANTISED, write_graphs
from index.pieces import Pieces, write_pieces
from index.quantised import read_quantised

_FACTS = "shape.json"


def write_direct_model(weights: Path, folder: Path) -> None:
    """Write the model of the 4-bit file ``weights`` into ``folder`` as this module reads it."""
    model = read_quantised(weights)
    write_graphs(model, folder)
    write_pieces(model, folder)
    facts = {"dimension": model.shape.hidden, "positions": model.shape.positions}
    (folder / _FACTS).write_text(json.dumps(facts) + "\n", encoding="utf-8")


class DirectModel:
    """The model of a folder; vectors are of unit length and not centred. May be called by several threads at once.

    ``quantised`` rounds what the matrices are multiplied with to 8 bits, in blocks: a third less time for one short text.
    """

    def __init__(self, folder: Path, *, quantised: bool) -> None:
        """Open the files; raises ImportError without onnxruntime."""
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        self.dimension, self.positions = facts["dimension"], facts["positions"]
        self.runtime = f"onnxruntime {version('onnxruntime')}, {'8-bit blocks' if quantised else 'float32'}"
        self._pieces = Pieces(folder)
        self._session = _session(folder / (QUANTISED if quantised else FLOAT32))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, special ones excluded."""
        return self._pieces.tokens(texts)

    def marked(self, tokens: Sequence[int]) -> list[int]:
        """Return the tokens between the marks of a text's beginning and end, as the model reads them."""
        return self._pieces.marked(tokens)

    def vector(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the vector of a text of these tokens, shape (dimension,)."""
        ids = np.array([self.marked(tokens)], np.int64)
        vector: NDArray[np.float32] = self._session.run(None, {"ids": ids})[0][0]
        return vector


def _session(graph: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # texts run side by side, each in a thread of Python
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

"""The default model run by onnxruntime, without torch: ready in a moment. The only module that imports onnxruntime."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.onnx_graph import FLOAT32, QUANTISED, write_graphs
from index.pieces import write_pieces
from index.quantised import read_quantised


def write_direct_model(weights: Path, folder: Path) -> None:
    """Write the model of the 4-bit file ``weights`` into ``folder`` as this module reads it."""
    model = read_quantised(weights)
    write_graphs(model, folder)
    write_pieces(model, folder)


class DirectModel:
    """The model of a folder; vectors are of unit length and not centred. May be called by several threads at once.

    ``quantised`` rounds what most matrices are multiplied with to 8 bits, in blocks: a quarter less time for a short text.
    """

    def __init__(self, folder: Path, *, quantised: bool) -> None:
        """Open the files; raises ImportError without onnxruntime."""
        self.runtime = f"onnxruntime {version('onnxruntime')}, {'8-bit blocks' if quantised else 'float32'}"
        self._session = _session(folder / (QUANTISED if quantised else FLOAT32))

    def vectors(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the vector of each text from its tokens, marks included, shape (len(rows), dimension)."""
        return np.array([self._session.run(None, {"ids": np.array([row], np.int64)})[0][0] for row in rows])


def _session(graph: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # texts run side by side, each in a thread of Python
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

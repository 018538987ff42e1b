"""The default model by the fastest means of this machine, and by sentence-transformers where they are missing or wrong."""

import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import AssistantError
from index.bundled import PROMPTS, direct_model, installed_weights
from index.centre import Centre, move
from index.direct import DirectModel
from index.embed import Progress, check_length, embed_in_batches
from index.pieces import Pieces
from index.processor import NATIVE_BFLOAT16, WIDE, processor_features
from index.reference import SentenceTransformerEmbedder, number_format
from index.settings import FAST, Settings

logger = logging.getLogger(__name__)

FIDELITY = 0.999
"""The cosine with the reference's vector of the same text that every other way to compute it must reach."""

_FEW = 64  # so many passages are embedded before torch would be imported
_QUERIES_KEPT = 1_000
_QUANTISED, _FLOAT32, _PACKED = "questions", "passages", "many passages"


class RuntimeMissingError(AssistantError):
    """The fast runtime was asked for, and this machine does not have it or computes something else with it."""


class Network(Protocol):
    """What makes unit vectors of tokens, not centred; ``runtime`` says in words what it is."""

    runtime: str

    def vectors(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the vector of each text from its tokens, the marks of its beginning and end included."""


class FastEmbedder:
    """Questions by onnxruntime, passages by what is fastest here; each is loaded at its first use and checks itself then.

    What fails its check, or is not installed, is replaced by the reference with one notice in the log, or is an error when
    the settings insist.
    """

    def __init__(self, reference: SentenceTransformerEmbedder, settings: Settings, centre: Centre) -> None:
        self.name, self.fingerprint = reference.name, reference.fingerprint
        self._reference, self._settings, self._centre = reference, settings, centre
        self._threads = settings.threads or os.cpu_count() or 1
        self._format = number_format(settings.precision)
        self._networks: dict[str, Network | None] = {}
        self._known_pieces: Pieces | None = None
        self._lock = threading.RLock()
        self._query = lru_cache(_QUERIES_KEPT)(self._embed_query)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._pieces.dimension

    @property
    def runtime(self) -> str:
        """What computes the vectors, in words; nothing is loaded for it that is not needed for a question."""
        questions, passages = (self._network(name) or self._reference for name in (self._questions, _FLOAT32))
        said = passages.runtime
        if self._packs and (_PACKED not in self._networks or self._networks[_PACKED]):
            said = f"torch, packed, {self._format} (a few: {said})"
        return f"questions: {questions.runtime}; passages: {said}"

    def load(self) -> None:
        """Load what embeds questions, a tenth of a second."""
        if self._network(self._questions) is None:
            self._reference.load()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in the model's own tokens, prompt and special tokens excluded."""
        return [len(tokens) for tokens in self._pieces.tokens(texts)]

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimension), in their order; raises TextTooLongError."""
        many = self._packs and (len(texts) > _FEW or _PACKED in self._networks)
        network = self._network(_PACKED) if many else None
        if network is None:
            network = self._network(_FLOAT32)
        if network is None:
            return self._reference.embed_passages(texts, progress)
        found = network
        return embed_in_batches(
            texts,
            lambda part: move(self._vectors(found, part, "document"), self._centre.passages),
            self.dimension,
            self._threads,
            progress,
        )

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one query, shape (dimension,), kept for when it comes again; raises TextTooLongError."""
        return self._query(text)

    def _embed_query(self, text: str) -> NDArray[np.float32]:
        network = self._network(self._questions)
        if network is None:
            return self._reference.embed_query(text)
        vector: NDArray[np.float32] = move(self._vectors(network, [text], "query"), self._centre.queries)[0]
        vector.flags.writeable = False  # the next who asks gets the same
        return vector

    def _vectors(self, network: Network, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        pieces = self._pieces
        rows = [pieces.marked(tokens) for tokens in pieces.tokens([f"{PROMPTS[prompt]}{text}" for text in texts])]
        for text, row in zip(texts, rows, strict=True):
            check_length(text, len(row), pieces.positions, self.name)
        return network.vectors(rows)

    @property
    def _questions(self) -> str:
        return _FLOAT32 if self._settings.precision == "float32" else _QUANTISED

    @property
    def _packs(self) -> bool:
        """Whether torch embeds many passages faster than onnxruntime, or was asked for by its number format."""
        return self._settings.precision == "bfloat16" or bool(processor_features() & (WIDE | NATIVE_BFLOAT16))

    @property
    def _pieces(self) -> Pieces:
        with self._lock:
            if self._known_pieces is None:
                self._known_pieces = Pieces(direct_model(self._settings.cache_folder))
            return self._known_pieces

    def _network(self, name: str) -> Network | None:
        with self._lock:
            if name not in self._networks:
                self._networks[name] = self._opened(name)
            return self._networks[name]

    def _opened(self, name: str) -> Network | None:
        try:
            network = self._makers()[name]()
        except ImportError as error:
            self._refuse(name, str(error))
            return None
        text, expected = _known_vector()
        cosine = float(self._vectors(network, [text], "query")[0] @ expected)
        if not cosine >= FIDELITY:  # also when it is not a number
            self._refuse(name, f"{network.runtime} gives another vector than it should (cosine {cosine:.4f})")
            return None
        return network

    def _makers(self) -> dict[str, Callable[[], Network]]:
        folder = self._pieces.folder

        def packed() -> Network:
            from index.packed_network import PackedNetwork

            return PackedNetwork(installed_weights(), self._format)

        return {
            _QUANTISED: lambda: DirectModel(folder, quantised=True),
            _FLOAT32: lambda: DirectModel(folder, quantised=False),
            _PACKED: packed,
        }

    def _refuse(self, name: str, cause: str) -> None:
        """Tell why a network is not used: once, or as an error when the settings insist on it."""
        if self._settings.runtime == FAST:
            raise RuntimeMissingError(
                f"{cause}; install it: pip install --force-reinstall onnxruntime torch, or set index.runtime to auto"
            )
        if None not in self._networks.values():
            other = "onnxruntime" if name == _PACKED else "sentence-transformers"
            logger.warning("%s: %s takes its place, with the same vectors, and is slower", cause, other)


@cache
def _known_vector() -> tuple[str, NDArray[np.float32]]:
    """Return a text and the vector that the reference gives it as a query, not centred."""
    known: dict[str, Any] = json.loads(files("index").joinpath("self_check.json").read_text(encoding="utf-8"))
    return known["text"], np.array(known["vector"], np.float32)

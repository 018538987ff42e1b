"""The tokens of a text without the whole tokenizer in memory: the pieces of the vocabulary are looked up in a file.

A tokenizer of 250,000 pieces takes 0.8 s to load and 250 MB to keep. A word can only be cut into pieces that it contains, so
each word is cut by the same algorithm (Unigram, of the package ``tokenizers``) over those alone: the tokens are the same.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Regex, models, normalizers, pre_tokenizers

from index.quantised import QuantisedModel

_PIECES, _IDS, _SCORES, _FACTS = "pieces.npy", "piece_ids.npy", "piece_scores.npy", "pieces.json"
_WORDS_KEPT = 100_000


def normalizer() -> normalizers.Normalizer:
    """Return what a text goes through first: SentencePiece's ``nmt_nfkc`` rule, rebuilt as Nmt then NFKC."""
    return normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])


def pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    """Return what cuts a text into words, each marked at its beginning."""
    return pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("\u2581", "always")])


def special_pieces(model: QuantisedModel) -> list[str]:
    """Return the pieces that are looked for in a text before anything else."""
    return [model.pieces[i] for i in (model.begin, model.padding, model.end, model.unknown)] + ["<mask>"]


def write_pieces(model: QuantisedModel, folder: Path) -> None:
    """Write the vocabulary into ``folder``, sorted by bytes, so that a piece is found by halving."""
    pieces = np.array([piece.encode() for piece in model.pieces])
    order = np.argsort(pieces, kind="stable")
    np.save(folder / _PIECES, pieces[order])
    np.save(folder / _IDS, order.astype(np.int32))
    np.save(folder / _SCORES, np.array(model.scores)[order])
    facts = {
        "dimension": model.shape.hidden,
        "positions": model.shape.positions,
        "begin": model.begin,
        "end": model.end,
        "unknown": model.unknown,
        "longest": max(map(len, model.pieces)),
        "special": {piece: model.pieces.index(piece) for piece in special_pieces(model)},
    }
    (folder / _FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


class Pieces:
    """Cuts texts into the tokens of a model of vectors of ``dimension`` that reads ``positions`` tokens, marks included.

    May be called by several threads at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pieces, self._ids, self._scores = (np.load(folder / name, mmap_mode="r") for name in (_PIECES, _IDS, _SCORES))
        facts: dict[str, Any] = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        self.dimension: int = facts["dimension"]
        self.positions: int = facts["positions"]
        self._begin, self._end, self._unknown = facts["begin"], facts["end"], facts["unknown"]
        self._longest, self._special = facts["longest"], facts["special"]
        self._cut_special = re.compile(f"({'|'.join(map(re.escape, self._special))})")
        self._always = [int(np.argmax(self._ids == self._unknown)), int(np.argmin(self._scores))]
        self._normalizer, self._pre_tokenizer = normalizer(), pre_tokenizer()
        self._words: dict[str, list[int]] = {}

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, the marks of its beginning and end left out."""
        parts = [self._parts(text) for text in texts]
        known = self._known({word for one in parts for word in one if word not in self._special})
        return [[token for word in one for token in known[word]] for one in parts]

    def marked(self, tokens: Sequence[int]) -> list[int]:
        """Return the tokens between the marks of a text's beginning and end."""
        return [self._begin, *tokens, self._end]

    def _parts(self, text: str) -> list[str]:
        """Return the words of a text, and the special pieces written out in it."""
        parts = []
        for place, part in enumerate(self._cut_special.split(text)):
            if place % 2:
                parts.append(part)
            elif part:
                words = self._pre_tokenizer.pre_tokenize_str(self._normalizer.normalize_str(part))
                parts += [word for word, _ in words]
        return parts

    def _known(self, words: set[str]) -> dict[str, list[int]]:
        """Return the tokens of each word, and of each special piece."""
        known = {word: tokens for word in words if (tokens := self._words.get(word)) is not None}
        missing = sorted(words - known.keys())
        if missing:
            known.update(self._cut(missing))
            if len(self._words) > _WORDS_KEPT:
                self._words = {}
            self._words.update(known)
        return known | {piece: [token] for piece, token in self._special.items()}

    def _cut(self, words: Sequence[str]) -> dict[str, list[int]]:
        rows = self._rows(words)
        pieces = [bytes(piece).decode() for piece in self._pieces[rows]]
        ids = self._ids[rows].tolist()
        vocabulary = list(zip(pieces, self._scores[rows].tolist(), strict=True))
        model = models.Unigram(vocabulary, unk_id=ids.index(self._unknown), byte_fallback=False)
        return {word: [ids[token.id] for token in model.tokenize(word)] for word in words}

    def _rows(self, words: Iterable[str]) -> list[int]:
        """Return the rows of the pieces that any of the words contains, of the unknown one, and of the one of least score.

        What an unknown character costs is counted from the least score of the vocabulary.
        """
        stretches = {
            word[first:last].encode()
            for word in words
            for first in range(len(word))
            for last in range(first + 1, min(first + self._longest, len(word)) + 1)
        }
        longest = self._pieces.dtype.itemsize
        looked = np.array([one for one in stretches if len(one) <= longest] or [b""], self._pieces.dtype)
        places = np.minimum(np.searchsorted(self._pieces, looked), len(self._pieces) - 1)
        found = places[self._pieces[places] == looked]
        return sorted({*found.tolist(), *self._always})

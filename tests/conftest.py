"""What several test folders share: a small corpus, and the sample corpus indexed once with the real model."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.settings import Settings as CorpusSettings
from index.embed import Embedder, open_embedder
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.report import Steps
from index.retrieve import Retriever, open_retriever
from index.settings import Settings as IndexSettings

SAMPLE_DOCUMENTS = Path(__file__).parents[1] / "corpus/documents"

DOCUMENTS = {
    "evenements/barcelone.md": """---
title: Smart City Expo à Barcelone
date: 2024-11-07
kind: event
publisher: Réseau des villes
---

# Smart City Expo à Barcelone

## Quand et où

Le Smart City Expo s’est tenu du 5 au 7 novembre 2024 à Barcelone. Plus de 25 000 visiteurs y sont venus.

## Avec qui

La délégation comptait douze élus, à l’initiative du Réseau des villes.
""",
    "lettre.txt": """Nouvelles du réseau

Nous publions chaque mois les nouvelles du numérique responsable. Le prochain numéro parlera des données ouvertes.
""",
    "note-anglaise.md": """---
title: Open data in cities
date: 2023
kind: report
publisher: Open Cities
lang: en
---

The cities publish their open data under a free licence. They ask for common standards in Europe.
""",
    "positions/mediation-2022.md": """---
title: La médiation numérique
date: 2022-03
kind: position
publisher: Réseau des villes
---

L’association demande un financement pérenne des conseillers numériques. Elle soutient les lieux de proximité.
""",
    "positions/mediation-2024.md": """---
title: La médiation numérique en 2024
date: 2024-05-16
kind: position
publisher: Ville de Niort
---

L’association s’inquiète de la baisse des crédits de la médiation numérique. Elle propose un fonds pluriannuel.

Les communes rurales attendent une réponse avant l’été.
""",
}


@contextlib.contextmanager
def _show_nothing(label: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda done: None


@pytest.fixture
def no_steps() -> Steps:
    """Give progress bars that show nothing."""
    return _show_nothing


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Path:
    """Give a folder of five small documents: positions, an event, a report in English, a letter without a date."""
    folder = tmp_path / "documents"
    for name, text in DOCUMENTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def bundled_embedder() -> Embedder:
    """Give the real model, loaded once; tests that use it are marked ``model``.

    The reference, in float32, so that golden answers do not depend on the processor: bfloat16 moves scores in the third
    digit.
    """
    return open_embedder(IndexSettings(precision="float32", runtime="sentence-transformers"))


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, bundled_embedder: Embedder) -> Path:
    """Give the index of the sample corpus, made once with the real model; tests that use it are marked ``model``."""
    path = tmp_path_factory.mktemp("sample") / "index"
    rebuild([SAMPLE_DOCUMENTS], IndexFolder(path), bundled_embedder, CorpusSettings(), steps=_show_nothing)
    return path


@pytest.fixture(scope="session")
def sample_retriever(sample_index: Path, bundled_embedder: Embedder) -> Iterator[Retriever]:
    """Give the retriever of the sample corpus; tests that use it are marked ``model``."""
    retriever = open_retriever(IndexFolder(sample_index), bundled_embedder)
    yield retriever
    retriever.close()

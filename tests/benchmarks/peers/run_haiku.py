"""haiku.rag: docling's hybrid chunker at 256 tokens with headings, in LanceDB, by vectors alone or joined by rank with its words.

The title is the heading of the document: haiku.rag puts it before each passage itself. The chunker counts with the tokenizer
of the model that is compared, because its own would be downloaded.
"""

import asyncio
from pathlib import Path

import haiku.rag.client.client as client_module
import haiku.rag.store.engine as engine_module
from docling_core.types.doc.document import DoclingDocument
from docling_core.types.doc.labels import DocItemLabel
from haiku.rag.client import HaikuRAG
from haiku.rag.client.documents import DocumentImport
from haiku.rag.config import AppConfig
from haiku.rag.embeddings import EmbedderWrapper
from peer import DEPTH, Document, Search, Task, VectorService, run

SEARCH_TYPES = {"dense": "vector", "hybrid": "hybrid"}


class ServedEmbedder(EmbedderWrapper):
    def __init__(self, vectors: VectorService) -> None:
        super().__init__(None, vectors.dimension)
        self._vectors = vectors

    async def _embed_query(self, text: str) -> list[float]:
        return self._vectors.embed_query(text)

    async def _embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._vectors.embed_passages(texts)


def build(task: Task, vectors: VectorService) -> Search:
    for module in (client_module, engine_module):
        module.get_embedder = lambda config=None: ServedEmbedder(vectors)
    config = AppConfig()
    config.embeddings.model.vector_dim = vectors.dimension
    config.processing.chunking_tokenizer = task.model_folder
    runner = asyncio.Runner()  # lives as long as the search below
    client = HaikuRAG(Path(task.work) / "haiku.lancedb", config=config, create=True)

    async def index() -> None:
        await client.__aenter__()
        converted = [(one, converted_document(one)) for one in task.documents()]
        await client.import_documents(
            [DocumentImport(made, await client.chunk(made), uri=one.id, title=one.title) for one, made in converted]
        )

    async def search(question: str) -> list[str]:
        found = await client.search(question, limit=DEPTH, search_type=SEARCH_TYPES[task.mode])
        return [passage.document_uri for passage in found]

    runner.run(index())
    return lambda question: runner.run(search(question))


def converted_document(document: Document) -> DoclingDocument:
    made = DoclingDocument(name=document.id)
    made.add_heading(document.title)
    for paragraph in document.text.removeprefix(document.title).strip().split("\n\n"):
        made.add_text(DocItemLabel.PARAGRAPH, paragraph)
    return made


if __name__ == "__main__":
    run(build)

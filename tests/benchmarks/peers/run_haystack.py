"""Haystack: its splitter at 200 words and the in-memory store, by vectors alone or joined by rank with its BM25."""

from dataclasses import replace
from pathlib import Path

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from peer import DEPTH, Search, Task, VectorService, run


@component
class ServedTextEmbedder:
    def __init__(self, vectors: VectorService) -> None:
        self._vectors = vectors

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        return {"embedding": self._vectors.embed_query(text)}


def build(task: Task, vectors: VectorService) -> Search:
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    splitter = DocumentSplitter(split_by="word", split_length=200, split_overlap=0)
    splitter.warm_up()
    whole = [Document(content=one.text, meta={"document": one.id}) for one in task.documents()]
    passages = splitter.run(documents=whole)["documents"]
    rows = vectors.embed_passages([passage.content for passage in passages])
    store.write_documents([replace(passage, embedding=row) for passage, row in zip(passages, rows, strict=True)])
    store.save_to_disk(str(Path(task.work) / "store.json"))
    pipeline = Pipeline()
    pipeline.add_component("question", ServedTextEmbedder(vectors))
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.connect("question.embedding", "vectors.query_embedding")
    if task.mode == "dense":
        return lambda question: _documents(pipeline.run({"question": {"text": question}})["vectors"]["documents"])
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH))
    pipeline.connect("vectors", "joined")
    pipeline.connect("words", "joined")
    return lambda question: _documents(
        pipeline.run({"question": {"text": question}, "words": {"query": question}})["joined"]["documents"]
    )


def _documents(passages: list[Document]) -> list[str]:
    return [passage.meta["document"] for passage in passages]


if __name__ == "__main__":
    run(build)

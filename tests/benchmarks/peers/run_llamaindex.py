"""LlamaIndex: its SentenceSplitter at 256 tokens and FAISS, alone or fused by rank with its BM25Retriever set to French."""

import faiss
import Stemmer
from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore
from peer import DEPTH, Search, Task, VectorService, run
from pydantic import PrivateAttr


class ServedEmbedding(BaseEmbedding):
    _vectors: VectorService = PrivateAttr()

    def __init__(self, vectors: VectorService) -> None:
        super().__init__(embed_batch_size=32)
        self._vectors = vectors

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._vectors.embed_query(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._vectors.embed_query(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._vectors.embed_passages([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._vectors.embed_passages(texts)


def build(task: Task, vectors: VectorService) -> Search:
    Settings.llm, Settings.embed_model = MockLLM(), ServedEmbedding(vectors)
    whole = [Document(text=one.text, doc_id=one.id) for one in task.documents()]
    # not the default of 1,024 tokens: the model reads 512, and longer passages were found less well
    nodes = SentenceSplitter(chunk_size=256, chunk_overlap=50).get_nodes_from_documents(whole)
    store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(vectors.dimension))
    indexed = VectorStoreIndex(nodes, storage_context=StorageContext.from_defaults(vector_store=store))
    indexed.storage_context.persist(task.work)
    retriever = indexed.as_retriever(similarity_top_k=DEPTH)
    if task.mode == "hybrid":
        words = BM25Retriever.from_defaults(
            nodes=nodes, similarity_top_k=DEPTH, stemmer=Stemmer.Stemmer("french"), language="fr"
        )
        retriever = QueryFusionRetriever(
            [retriever, words], similarity_top_k=DEPTH, num_queries=1, mode="reciprocal_rerank", use_async=False
        )
    return lambda question: [found.node.ref_doc_id for found in retriever.retrieve(question)]


if __name__ == "__main__":
    run(build)

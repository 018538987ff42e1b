"""LangChain with FAISS: its recursive splitter at 1,000 characters, alone or with its BM25Retriever in an EnsembleRetriever."""

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from peer import DEPTH, Search, Task, VectorService, run


class ServedEmbeddings(Embeddings):
    def __init__(self, vectors: VectorService) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._vectors.embed_passages(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._vectors.embed_query(text)


def build(task: Task, vectors: VectorService) -> Search:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    whole = [Document(page_content=one.text, metadata={"document": one.id}) for one in task.documents()]
    passages = splitter.split_documents(whole)
    store = FAISS.from_documents(passages, ServedEmbeddings(vectors))
    store.save_local(task.work)
    retriever = store.as_retriever(search_kwargs={"k": DEPTH})
    if task.mode == "hybrid":
        words = BM25Retriever.from_documents(passages, k=DEPTH)
        retriever = EnsembleRetriever(retrievers=[words, retriever], weights=[0.5, 0.5])
    return lambda question: [passage.metadata["document"] for passage in retriever.invoke(question)]


if __name__ == "__main__":
    run(build)

"""The parts of the speed benchmark, each run as ``speed_parts.py NAME JSON`` in a process of its own; prints JSON."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
from scale_measures import status_bytes  # noqa: E402

from index.settings import Settings  # noqa: E402

SAMPLE = ROOT / "corpus/documents"
QUESTIONS = sorted(
    {
        json.loads(line)["question"]
        for name in ("known", "questions")
        if (path := ROOT / f"tests/golden/{name}.jsonl").is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
    }
)
_WORDS_OF_A_PASSAGE = 85  # about 150 tokens
_COMMAND = "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))"


def cpu_of(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    return [1000 * cpu_of(partial(work, text)) for text in texts]


def peak(given: Mapping[str, Any]) -> dict[str, float]:
    """Return the most multiplications and additions a second that one thread reaches on the model's largest matrix."""
    import torch

    torch.set_num_threads(1)
    kind = getattr(torch, given["format"])
    states, weights = torch.randn(4800, 384).to(kind), torch.randn(1536, 384).to(kind)
    seconds = min(cpu_of(lambda: torch.nn.functional.linear(states, weights)) for _ in range(15))
    return {"flops": 2 * 4800 * 384 * 1536 / seconds}


def runtime(given: Mapping[str, Any]) -> dict[str, float]:
    """Return what one way to compute vectors costs: ready, a passage of 150 tokens, a question, memory."""
    texts = _passages(given["texts"])
    started = time.process_time()
    embedder = _embedder(*given["name"].split())
    embedder.embed_query("Où ?")
    ready = time.process_time() - started
    embedder.embed_passages(texts[:2])
    tokens = np.array(embedder.count_tokens(texts)) + 4
    seconds = min(cpu_of(lambda: embedder.embed_passages(texts)) for _ in range(2))
    spent = _milliseconds(embedder.embed_query, QUESTIONS)
    return {
        "ready": ready,
        "passages": len(texts) / seconds,
        "flops": float((tokens * 42.47e6 + 18_432 * tokens**2).sum()) / seconds,
        "tokens": float(tokens.mean()),
        "p50": float(np.median(spent)),
        "p95": float(np.quantile(spent, 0.95)),
        "peak_mb": status_bytes("VmHWM") / 1e6,
    }


def _embedder(path: str, kind: str) -> Any:
    import index.fast as fast
    from index.embed import open_embedder

    if path == "reference":
        return open_embedder(Settings(precision=kind, runtime="sentence-transformers", threads=1))
    if path == "packed":
        fast.processor_features, fast._FEW = lambda: frozenset(("avx512f",)), 0
        return open_embedder(Settings(precision=kind, runtime="fast", threads=1))
    fast.processor_features = frozenset
    return open_embedder(Settings(precision="auto" if kind == "quantised" else kind, runtime="fast", threads=1))


def _passages(count: int) -> list[str]:
    words = " ".join(path.read_text(encoding="utf-8").split("---", 2)[2] for path in sorted(SAMPLE.glob("*.md"))).split()
    starts = range(0, len(words) - _WORDS_OF_A_PASSAGE, _WORDS_OF_A_PASSAGE)
    texts = [" ".join(words[start : start + _WORDS_OF_A_PASSAGE - number % 20]) for number, start in enumerate(starts)]
    return [texts[number % len(texts)] for number in range(count)]


def commands(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the CPU seconds of commands on the sample corpus, each from nothing, and the memory of a page that serves."""
    folder = Path(given["folder"])
    documents, index = folder / "documents", str(folder / "index")
    shutil.copytree(SAMPLE, documents)
    rebuild = ("rebuild", "--documents", str(documents), "--index", index)
    spent = {"--help": _command("--help"), "rebuild, all new": _command(*rebuild)}
    spent["rebuild, nothing changed"] = _command(*rebuild)
    for path in sorted(documents.glob("*.md"))[:3]:
        path.write_text(path.read_text(encoding="utf-8") + "\n\nUne phrase de plus, à la fin.\n", encoding="utf-8")
    spent["rebuild, one document in ten changed"] = _command(*rebuild)
    spent["ask"] = _command("ask", QUESTIONS[0], "--index", index)
    spent["search"] = _command("search", QUESTIONS[0], "--index", index)
    return {"cpu": spent, **_served(index)}


def _command(*arguments: str) -> float:
    before = os.times()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", _COMMAND, *arguments], env=environment, capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _served(index: str) -> dict[str, float]:
    """Return the CPU seconds until the page answers, and the memory of its process afterwards, in MB."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-c", _COMMAND, "chat", "--port", str(port), "--index", index]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    page = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert page.stdout
    address = page.stdout.readline().split()[1]
    fields = Path(f"/proc/{page.pid}/stat").read_text().rpartition(")")[2].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    urllib.request.urlopen(address, timeout=120).read()
    memory = Path(f"/proc/{page.pid}/smaps_rollup").read_text()
    page.send_signal(signal.SIGINT)
    page.wait(60)
    sizes = {words[0]: int(words[1]) * 1024 / 1e6 for line in memory.splitlines()[1:] if (words := line.split())}
    return {"served": seconds, "served_rss_mb": sizes["Rss:"], "served_pss_mb": sizes["Pss:"]}


def questions(given: Mapping[str, Any]) -> dict[str, float]:
    """Return what a question costs from end to end on the sample corpus, in CPU milliseconds, and where it goes."""
    from assistant.ask import Assistant
    from assistant.settings import Settings as AssistantSettings
    from index.embed import open_embedder
    from index.generation import IndexFolder
    from index.retrieve import open_retriever

    embedder = open_embedder(Settings())
    assistant = Assistant(open_retriever(IndexFolder(Path(given["folder"]) / "index"), embedder), AssistantSettings())
    assistant.ask(QUESTIONS[0])
    alone = _milliseconds(embedder.embed_query, [f"{question} ?" for question in QUESTIONS])  # not as ``ask`` has them
    whole = _milliseconds(assistant.ask, QUESTIONS)
    again = _milliseconds(embedder.embed_query, [f"{question} ?" for question in QUESTIONS])
    return {
        "p50": float(np.median(whole)),
        "p95": float(np.quantile(whole, 0.95)),
        "embedding": float(np.median(alone)),
        "again": float(np.median(again)),
        "resident_mb": status_bytes("VmRSS") / 1e6,
    }


def profile(given: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return where the time of a first rebuild of the sample corpus, and of a question about it, goes."""
    import speed_profile

    return speed_profile.profile(SAMPLE, Path(given["folder"]) / "profiled", QUESTIONS)


def unchanged(given: Mapping[str, Any]) -> dict[str, float]:
    """Return the CPU seconds of a rebuild of many documents of which none changed; vectors are of words, as no model counts."""
    from word_hash import WordHashEmbedder

    from corpus.settings import Settings as CorpusSettings
    from index.generation import IndexFolder
    from index.rebuild import rebuild

    documents, index = Path(given["folder"]) / "many", IndexFolder(Path(given["folder"]) / "many-index")
    documents.mkdir()
    for number in range(given["documents"]):
        text = (
            f"# Note {number}\n\nLa note {number} dit {number * 7919 % 10007}, {number * 104729 % 99991} et rien de plus.\n"
        )
        (documents / f"{number:05d}.md").write_text(text, encoding="utf-8")

    def run() -> object:
        return rebuild([documents], index, WordHashEmbedder(), CorpusSettings(), steps=_steps)

    run()
    time.sleep(2.5)  # a stamp younger than two seconds proves nothing
    return {"documents": given["documents"], "first": cpu_of(run), "seconds": min(cpu_of(run) for _ in range(3))}


@contextlib.contextmanager
def _steps(label: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda done: None


if __name__ == "__main__":
    parts = (peak, runtime, commands, questions, profile, unchanged)
    print(json.dumps({part.__name__: part for part in parts}[sys.argv[1]](json.loads(sys.argv[2]))))

"""Write index/self_check.json: a text, and the vector by which each way to compute it is held to the reference.

python tests/benchmarks/fit_self_check.py
"""

import json
from pathlib import Path

from index.bundled import bundled_model
from index.reference import SentenceTransformerEmbedder
from index.settings import Settings

TEXT = "Que défend l'association sur la médiation numérique, et depuis quand ? Où s'est tenu le congrès de Nîmes (2024) ?"
OUTPUT = Path(__file__).parents[2] / "index/self_check.json"


def main() -> None:
    settings = Settings(precision="float32")
    embedder = SentenceTransformerEmbedder(lambda: bundled_model(settings.cache_folder), "not centred", settings)
    vector = [round(float(value), 6) for value in embedder.embed_query(TEXT)]
    OUTPUT.write_text(json.dumps({"text": TEXT, "vector": vector}, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

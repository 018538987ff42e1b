"""Save each Markdown document of a folder again as a web page and as a Word file, and count what is found twice.

    python tests/benchmarks/saved_again.py DOCUMENTS OUT

OUT gets the originals and their copies. Exits with 1 unless there are as many documents as before and two copies of each.
The index is built with the word-hash embedder of the tests: nothing here depends on the model.
"""

import argparse
import contextlib
import html
import re
import shutil
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from word_hash import WordHashEmbedder

from corpus.plain import plain
from corpus.read.front_matter import read_front_matter
from corpus.settings import Settings
from index.generation import IndexFolder
from index.rebuild import rebuild

Block = tuple[str, list[str]]
"""The HTML element of a paragraph, heading or list, and its texts."""

_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.)\s+")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def blocks_of(body: str) -> Iterator[Block]:
    for block in re.split(r"\n\s*\n", body):
        lines = block.strip().split("\n")
        if heading := re.fullmatch(r"#+\s*(.*)", block.strip()):
            yield "h2", [plain(heading[1])]
        elif all(_ITEM.match(line) for line in lines):
            yield "li", [plain(_ITEM.sub("", line, count=1)) for line in lines]
        elif block.strip():
            yield "p", [plain(block)]


def write_page(path: Path, title: str, blocks: list[Block]) -> None:
    main = ""
    for element, texts in blocks:
        inside = "".join(f"<{element}>{html.escape(text)}</{element}>" for text in texts)
        main += f"<ul>{inside}</ul>" if element == "li" else inside
    menu = "<header><nav><ul><li><a href='/'>Accueil</a></li><li><a href='/contact'>Contact</a></li></ul></nav></header>"
    head = f"<head><meta charset='utf-8'><title>{html.escape(title)}</title></head>"
    article = f"<main><article><h1>{html.escape(title)}</h1>{main}</article></main>"
    page = (
        f"<!doctype html><html lang='fr'>{head}<body>{menu}{article}<footer><p>Mentions légales</p></footer></body></html>"
    )
    path.write_text(page, encoding="utf-8")


def write_word(path: Path, title: str, blocks: list[Block]) -> None:
    paragraphs = ""
    for element, texts in [("h2", [title]), *blocks]:
        style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if element == "h2" else ""
        for text in texts:
            paragraphs += f'<w:p>{style}<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        document = f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
        archive.writestr("word/document.xml", document)


def save_again(documents: Path, out: Path) -> int:
    """Return how many documents were saved again."""
    out.mkdir(parents=True)
    paths = sorted(documents.glob("*.md"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        front_matter = read_front_matter(text)
        title = front_matter.fields.get("title", path.stem)
        blocks = list(blocks_of(text[front_matter.body_start :]))
        shutil.copy(path, out)
        write_page(out / f"{path.stem}.html", title, blocks)
        write_word(out / f"{path.stem}.docx", title, blocks)
    return len(paths)


@contextlib.contextmanager
def no_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda done: None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, metavar="DOCUMENTS")
    parser.add_argument("out", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    saved = save_again(arguments.documents, arguments.out)
    with tempfile.TemporaryDirectory() as place:
        report = rebuild([arguments.out], IndexFolder(Path(place)), WordHashEmbedder(), Settings(), steps=no_bar)
    counts = Counter((row.status, Path(row.path).suffix) for row in report.files)
    print(f"{saved} documents saved again: {report.documents} documents found")
    for (status, suffix), count in sorted(counts.items()):
        print(f"{status:9} {suffix:6} {count}")
    return 0 if report.documents == saved and sum(row.status == "duplicate" for row in report.files) == 2 * saved else 1


if __name__ == "__main__":
    sys.exit(main())

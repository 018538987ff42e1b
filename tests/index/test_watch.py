from pathlib import Path

import pytest

from corpus.errors import CorpusError
from index.watch import watch


class Corpus:
    """A folder whose files change, one change a pause."""

    def __init__(self, root: Path, *changes) -> None:
        self.root, self.changes, self.rebuilt = root, list(changes), []
        (root / "un.md").write_text("un")

    def pause(self, seconds: float) -> None:
        if not self.changes:
            raise KeyboardInterrupt
        self.changes.pop(0)()

    def rebuild(self):
        self.rebuilt.append(sorted(path.name for path in self.root.iterdir()))
        return len(self.rebuilt)

    def watch(self, rebuild=None) -> list[int]:
        reports: list[int] = []
        with pytest.raises(KeyboardInterrupt):
            reports.extend(watch([self.root], rebuild or self.rebuild, self.pause))
        return reports

    def write(self, name: str):
        return lambda: (self.root / name).write_text(name * (len(self.changes) + 1))


def nothing() -> None:
    pass


def test_folder_is_rebuilt_at_first_and_left_alone_while_nothing_changes(tmp_path):
    corpus = Corpus(tmp_path, nothing, nothing, nothing)

    corpus.watch()

    assert corpus.rebuilt == [["un.md"]]


@pytest.mark.parametrize("name", ["deux.md", "un.md", "documents.csv", "questions.jsonl"])
def test_file_that_comes_or_changes_gives_a_rebuild(tmp_path, name):
    corpus = Corpus(tmp_path, nothing, lambda: (tmp_path / name).write_text("nouveau"), nothing, nothing, nothing)

    corpus.watch()

    assert corpus.rebuilt == [["un.md"], sorted({"un.md", name})]


def test_file_that_goes_gives_a_rebuild(tmp_path):
    corpus = Corpus(tmp_path, nothing, (tmp_path / "un.md").unlink, nothing, nothing)

    corpus.watch()

    assert corpus.rebuilt == [["un.md"], []]


def test_folder_that_is_still_changing_waits(tmp_path):
    corpus = Corpus(tmp_path)
    corpus.changes = [corpus.write("deux.md"), corpus.write("deux.md"), corpus.write("trois.md"), nothing, nothing]

    corpus.watch()

    assert corpus.rebuilt == [["deux.md", "trois.md", "un.md"]]


def test_rebuild_that_fails_is_said_and_tried_again_at_the_next_change(tmp_path, caplog):
    corpus = Corpus(tmp_path, nothing, nothing, lambda: (tmp_path / "deux.md").write_text("deux"), nothing, nothing)

    def rebuild():
        if not (tmp_path / "deux.md").exists():
            raise CorpusError("nothing can be read")
        return corpus.rebuild()

    corpus.watch(rebuild)

    assert caplog.messages == ["nothing can be read"]
    assert corpus.rebuilt == [["deux.md", "un.md"]]

"""The command line as a person or a script meets it, without the model: what goes wrong is said in one line."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from word_hash import WordHashEmbedder

from assistant.access.users import Users
from assistant.cli import main
from corpus.settings import Settings as CorpusSettings
from index.embed import open_embedder
from index.generation import IndexFolder, read_manifest
from index.rebuild import rebuild
from index.settings import Settings as IndexSettings

ROOT = Path(__file__).parents[2]
PLAIDOYER = Path(sys.executable).with_name("plaidoyer")
HEAVY = ("torch", "transformers", "sentence_transformers", "numpy", "faiss", "tantivy", "gradio", "fastapi", "tqdm")
COMMANDS = ("rebuild", "status", "verify", "search", "ask", "chat", "password", "mcp", "evaluate", "check")
FINGERPRINT = open_embedder(IndexSettings()).fingerprint
ASK, SEARCH = ("ask", "Où ?"), ("search", "Où ?")


@pytest.fixture
def run(tmp_path):
    """Run a command in an empty folder; give its exit status, its output and its errors."""

    def run(*command, environment=None):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLAIDOYER_")}
        return subprocess.run(
            [str(part) for part in command],
            cwd=tmp_path,
            env={**inherited, **(environment or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def fails(run):
    """Run ``plaidoyer``, which must stop with exit status 1, no output and one line of error; give that line."""

    def fails(*arguments, environment=None):
        done = run(PLAIDOYER, *arguments, environment=environment)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr
        return done.stderr.removesuffix("\n")

    return fails


@pytest.fixture
def index_of(tmp_path, corpus_folder, no_steps):
    """Build the index of the small corpus as if the model ``fingerprint`` had made it; give its folder."""

    def build(fingerprint):
        folder = IndexFolder(tmp_path / "index")
        rebuild([corpus_folder], folder, WordHashEmbedder(fingerprint=fingerprint), CorpusSettings(), steps=no_steps)
        return folder

    return build


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=["plaidoyer", *COMMANDS])
def test_help_is_printed_without_anything_heavy(run, command):
    code = (
        "import sys\nfrom assistant.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as stop:\n    status = stop.code\n"
        f"print([name for name in {HEAVY} if name in sys.modules], status, file=sys.stderr)"
    )

    done = run(sys.executable, "-c", code, *command, "--help")

    assert done.stdout.startswith(" ".join(["usage: plaidoyer", *command]))
    assert done.stderr == "[] 0\n"


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ((PLAIDOYER, "--help"), "usage: plaidoyer"),
        ((sys.executable, "-m", "index", "--help"), "usage: python -m index"),
        ((sys.executable, "-m", "assistant", "--help"), "usage: python -m assistant"),
    ],
    ids=["plaidoyer", "index", "assistant"],
)
def test_each_way_to_start_has_its_help(run, command, usage):
    done = run(*command, environment={"PYTHONPATH": str(ROOT)})

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(usage)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("answer",),
        ("ask",),
        ("ask", "Où ?", "--batch", "questions.jsonl"),
        ("search",),
        ("search", "Où ?", "-k", "dix"),
        ("ask", "Où ?", "--since", "hier"),
        ("ask", "Où ?", "--language", "de"),
        ("ask", "Où ?", "--shout"),
        ("evaluate",),
        ("chat", "--port", "http"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_said_with_exit_status_2(run, arguments):
    done = run(PLAIDOYER, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(("usage: plaidoyer", "plaidoyer "))


def test_date_that_is_none_is_said_with_what_to_write(run):
    done = run(PLAIDOYER, "ask", "Où ?", "--since", "hier")

    assert "'hier' is no date; write 2024-03-12, 2024-03 or 2024" in done.stderr


def test_year_and_month_bound_a_period_with_their_first_and_last_day(fails):
    assert fails("ask", "Où ?", "--since", "2024", "--until", "2023-02") == (
        "plaidoyer: --since 2024-01-01 is after --until 2023-02-28; exchange them"
    )


@pytest.mark.parametrize(
    "command", [("ask", "Où ?"), ("search", "Où ?"), ("status",), ("verify",)], ids=lambda part: part[0]
)
def test_missing_index_is_said_with_the_command_that_builds_it(fails, command):
    assert fails(*command, "--index", "absent") == ("plaidoyer: there is no index in absent; build it: plaidoyer rebuild")


def test_index_is_looked_for_by_python_m_index_too(run):
    done = run(sys.executable, "-m", "index", "verify", environment={"PYTHONPATH": str(ROOT)})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "plaidoyer: there is no index in index/built; build it: plaidoyer rebuild\n"


def test_chat_without_index_says_so_before_it_listens(fails):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert fails("chat", "--port", port) == "plaidoyer: there is no index in index/built; build it: plaidoyer rebuild"


def test_missing_documents_folder_is_named(fails):
    assert fails("rebuild", "--documents", "absent") == (
        "plaidoyer: the corpus folder 'absent' does not exist; "
        "create it or name another one: plaidoyer rebuild --documents DIR"
    )


def test_file_given_as_documents_folder_is_named(fails, tmp_path):
    (tmp_path / "note.md").write_text("Un texte.", encoding="utf-8")

    assert fails("rebuild", "--documents", "note.md").startswith("plaidoyer: 'note.md' is not a folder; ")


def test_empty_documents_folder_is_named(fails, tmp_path):
    (tmp_path / "empty").mkdir()

    assert fails("rebuild", "--documents", "empty") == (
        "plaidoyer: the corpus folder empty is empty; put texts in it (.txt, .md, .pdf, .docx...) and run: plaidoyer rebuild"
    )


def test_file_given_as_index_folder_is_named(fails, tmp_path, corpus_folder):
    (tmp_path / "index").write_text("", encoding="utf-8")

    line = fails("rebuild", "--documents", corpus_folder, "--index", "index")

    assert line.startswith("plaidoyer: the index folder index cannot be written (")
    assert line.endswith("plaidoyer rebuild --index DIR")


def test_folder_in_which_nothing_can_be_read_says_why_for_each_file(run, tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    os.mkfifo(tmp_path / "documents/pipe.md")

    done = run(PLAIDOYER, "rebuild", "--documents", "documents")

    assert done.returncode == 1
    assert [line.split(":")[0].split() for line in done.stdout.splitlines()] == [
        ["2", "files", "found"],
        ["error", "photo.txt"],
        ["skipped", "pipe.md"],
    ]
    assert done.stderr.splitlines()[-1] == (
        "plaidoyer: none of the 2 files in documents can be indexed (1 unreadable, 1 skipped); "
        "see the reasons with: plaidoyer rebuild --json"
    )


@pytest.mark.parametrize("model", ["./absent", "intfloat/absent-e5"])
def test_missing_model_is_named(fails, corpus_folder, model):
    line = fails("rebuild", "--documents", corpus_folder, "--model", model)

    assert f"model '{model}'" in line or f"model folder '{model}'" in line
    assert "path" in line


@pytest.mark.parametrize("question", ["", "   ", "?!", "🙂"])
def test_empty_question_is_said_with_an_example(fails, question):
    assert fails("ask", question).startswith("plaidoyer: the question is empty; ask one, for example: plaidoyer ask ")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_long_question_is_said_with_both_lengths(fails, command):
    assert fails(command, "x" * 10_000) == (
        "plaidoyer: the question has 10000 characters, 1000 is the most; shorten it and ask again"
    )


def test_port_in_use_is_said_with_a_free_one(fails):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        line = fails("chat", "--port", port)

    assert line.startswith(f"plaidoyer: port {port} of 127.0.0.1 is already in use; ")
    assert "choose another port: plaidoyer chat --port " in line


def test_address_of_another_machine_is_named(fails):
    assert fails("chat", "--public", "--host", "192.0.2.1").startswith("plaidoyer: cannot listen on 192.0.2.1 port 7860 (")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[assistant]\nphrases = 3\n", "unknown setting assistant.phrases; known are "),
        ("[index]\nfolders = 'x'\n", "unknown setting index.folders; known are "),
        ("[answers]\nsentences = 3\n", "plaidoyer.toml has an unknown section or key 'answers'; the sections are "),
        ("sentences = 3\n", "plaidoyer.toml has an unknown section or key 'sentences'; the sections are "),
        ("[assistant]\nsentences = 9\n", "assistant.sentences is 9; give 1 to 5"),
        ("[assistant]\nsentences = 'two'\n", "assistant.sentences is 'two'; give a whole number"),
        ("[assistant\n", "the settings file plaidoyer.toml cannot be read ("),
    ],
    ids=["key", "other key", "section", "no section", "range", "type", "not TOML"],
)
def test_fault_in_the_settings_file_is_named(fails, tmp_path, content, message):
    (tmp_path / "plaidoyer.toml").write_text(content, encoding="utf-8")

    assert fails("ask", "Où ?").startswith(f"plaidoyer: {message}")


def test_missing_settings_file_is_named(fails):
    line = fails("ask", "Où ?", "--config", "absent.toml")

    assert line.startswith("plaidoyer: the settings file absent.toml cannot be read (")
    assert line.endswith("correct it or name another: --config FILE")


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("PLAIDOYER_ASSISTANT_PHRASES", "3", "unknown setting PLAIDOYER_ASSISTANT_PHRASES; known are "),
        ("PLAIDOYER_SENTENCES", "3", "unknown setting PLAIDOYER_SENTENCES; known are "),
        ("PLAIDOYER_ASSISTANT_SENTENCES", "trois", "PLAIDOYER_ASSISTANT_SENTENCES is 'trois'; give a whole number"),
        ("PLAIDOYER_INDEX_THREADS", "-1", "index.threads is -1; give 0 (one a processor) to 256"),
    ],
)
def test_fault_in_a_variable_is_named(fails, variable, value, message):
    assert fails("ask", "Où ?", environment={variable: value}).startswith(f"plaidoyer: {message}")


def test_period_backwards_is_named(fails):
    assert fails("ask", "Où ?", "--since", "2024-02-01", "--until", "2024-01-31") == (
        "plaidoyer: --since 2024-02-01 is after --until 2024-01-31; exchange them"
    )


def test_search_for_no_passage_is_named(fails):
    assert fails("search", "Où ?", "-k", "0") == "plaidoyer: -k is 0; give 1 or more"


@pytest.mark.parametrize("command", [ASK, SEARCH], ids=lambda part: part[0])
def test_index_of_another_model_is_named_with_the_command_that_rebuilds_it(fails, index_of, command):
    index_of("another-model")

    line = fails(*command, "--index", "index")

    assert line == (
        f"plaidoyer: the index in index was built with the model another-model, "
        f"the settings ask for {FINGERPRINT}; rebuild it: plaidoyer rebuild"
    )


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"question": "Où ?"}', "{"], "questions.jsonl, line 2: JSONDecodeError: "),
        (['{"id": 1}'], "questions.jsonl, line 1: KeyError: 'question'"),
        (['{"question": "Où ?", "filters": {"since": "hier"}}'], "questions.jsonl, line 1: ValueError: "),
    ],
    ids=["not JSON", "no question", "bad date"],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_bad_line_of_a_batch_stops_it_before_the_first_answer(fails, tmp_path, index_of, command, lines, message):
    index_of(FINGERPRINT)
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")

    assert fails(command, "--batch", "questions.jsonl", "--index", "index").startswith(f"plaidoyer: {message}")


@pytest.mark.parametrize("command", [("ask", "--batch"), ("search", "--batch"), ("evaluate",)], ids=lambda part: part[0])
def test_missing_file_of_questions_is_named(fails, index_of, command):
    index_of(FINGERPRINT)

    assert fails(*command, "absent.jsonl", "--index", "index").startswith("plaidoyer: absent.jsonl cannot be read (")


def test_evaluation_without_question_is_named(fails, tmp_path):
    (tmp_path / "questions.jsonl").write_text("\n", encoding="utf-8")

    assert fails("evaluate", "questions.jsonl").startswith("plaidoyer: questions.jsonl holds no question; ")


def test_file_to_compare_with_is_read_before_the_index(fails, tmp_path):
    (tmp_path / "questions.jsonl").write_text('{"question": "Où ?", "document": "note.md"}\n', encoding="utf-8")

    message = fails("evaluate", "questions.jsonl", "--compare", "absent.json", "--index", "absent")

    assert message.startswith("plaidoyer: absent.json is not an evaluation (FileNotFoundError: ")


@pytest.mark.parametrize("command", [ASK, SEARCH, ("verify",)], ids=lambda part: part[0])
def test_each_damaged_file_of_the_index_is_named(index_of, command, capsys):
    generation = index_of(FINGERPRINT).current()
    said = {}
    for name in read_manifest(generation).files:
        path = generation / name
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        status = main([*command, "--index", str(generation.parents[1])])
        said[name] = (status, *capsys.readouterr())
        path.write_bytes(content)

    assert said == {
        name: (
            1,
            "",
            f"plaidoyer: {name} in {generation} changed after the index was built; build it again: plaidoyer rebuild\n",
        )
        for name in said
    }
    assert {"store.sqlite", "passages.faiss", "sentences.faiss", "report.json", "words/meta.json"} <= said.keys()


@pytest.mark.parametrize("command", [ASK, ("verify",)], ids=lambda part: part[0])
def test_missing_file_of_the_index_is_named(index_of, command, capsys):
    folder = index_of(FINGERPRINT)
    (folder.current() / "passages.faiss").unlink()

    status = main([*command, "--index", str(folder.path)])

    assert status == 1
    assert capsys.readouterr().err.startswith("plaidoyer: passages.faiss in ")


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json"])
def test_damaged_description_of_the_index_is_named(index_of, name, capsys):
    folder = index_of(FINGERPRINT)
    path = folder.path / name if name == "CURRENT" else folder.current() / name
    path.write_text('{"current": ', encoding="utf-8")

    status = main(["status", "--index", str(folder.path)])

    assert status == 1
    assert capsys.readouterr().err.startswith(f"plaidoyer: {path} cannot be read (")


def test_status_says_what_the_index_holds(index_of, capsys):
    folder = index_of("another-model")

    status = main(["status", "--index", str(folder.path)])

    output = capsys.readouterr()
    facts = dict(line.split(maxsplit=1) for line in output.out.splitlines())
    assert (status, output.err) == (0, "")
    assert (facts["documents"], facts["fingerprint"], facts["generation"]) == (
        "5",
        "another-model",
        folder.published().current,
    )


def test_verify_says_that_an_undamaged_index_holds(index_of, capsys):
    folder = index_of("another-model")

    status = main(["verify", "--index", str(folder.path)])

    assert status == 0
    assert capsys.readouterr().out.startswith(f"Generation {folder.published().current} holds: ")


def test_password_line_lets_its_user_in(tmp_path):
    done = subprocess.run(
        [PLAIDOYER, "password", "marie"], input="médiation\n", capture_output=True, encoding="utf-8", check=True
    )
    (tmp_path / "users").write_text(done.stdout, encoding="utf-8")

    assert Users(tmp_path / "users").check("marie", "médiation")


def test_page_open_to_the_network_is_refused_before_anything_is_loaded(fails):
    assert fails("chat", "--host", "0.0.0.0").startswith("plaidoyer: 0.0.0.0 is reached from other machines")

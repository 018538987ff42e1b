"""The tools as a client of the Model Context Protocol meets them: a process of its own, stdin and stdout."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

from assistant.mcp_server import McpMissingError, check_installed

ROOT = Path(__file__).parents[2]
SERVER = """
from browser.word_engine import WordEngine, sample_documents
from assistant.mcp_server import serve_tools
serve_tools(WordEngine(sample_documents()))
"""
REEN = "Que prévoit la loi REEN pour les communes ?"


def call(*calls):
    """Start the server, call its tools in turn; give their names and the results."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]),
    }
    parameters = StdioServerParameters(command=sys.executable, args=["-c", SERVER], env=environment)

    async def talk():
        async with Client(parameters, read_timeout_seconds=60) as client:
            tools = await client.list_tools()
            return [tool.name for tool in tools.tools], [
                await client.call_tool(name, arguments) for name, arguments in calls
            ]

    with ThreadPoolExecutor(1) as pool:  # a loop of its own: the browser tests leave one running in this thread
        return pool.submit(anyio.run, talk).result()


def test_client_searches_asks_and_reads_over_stdio():
    names, results = call(
        ("ask", {"question": REEN, "since": str(date(2022, 1, 1))}),
        ("search", {"question": "lieu de médiation numérique", "limit": 1}),
        ("read_document", {"document": "reen.pdf", "start": 20}),
    )

    answer, search, document = (json.loads(result.content[0].text) for result in results)
    citation = answer["citations"][0]
    assert names == ["search", "ask", "read_document"]
    assert "[1]" in answer["answer"] and citation["document"] == "reen.pdf"
    assert document["text"][citation["start"] - 20 : citation["end"] - 20] == citation["quote"]
    assert [hit["document"] for hit in search["hits"]] == ["notes/2024 été/a&b.md"]


def test_client_is_told_what_cannot_be_done():
    _, results = call(
        ("ask", {"question": ""}), ("read_document", {"document": "absent.md"}), ("ask", {"question": "x", "since": "hier"})
    )

    assert [result.is_error for result in results] == [True, True, True]
    assert "'absent.md'" in results[1].content[0].text


def test_missing_package_is_said_with_the_way_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)

    with pytest.raises(McpMissingError, match=r"pip install 'plaidoyer\[mcp\]'"):
        check_installed()

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.model

# In a process of its own, so that what the libraries do when they are imported counts too.
REBUILD_AND_SEARCH = """
import socket, sys

tried = []

def refuse(*arguments, **named):
    tried.append(str(arguments))
    raise OSError("the test allows no network")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.create_connection = refuse

from assistant.cli import main

documents, index = sys.argv[1:]
assert main(["rebuild", "--documents", documents, "--index", index]) == 0
assert main(["search", "Quand s'est tenu le Smart City Expo ?", "--index", index, "-k", "1", "--json"]) == 0
print(tried)
"""


def test_rebuild_and_search_connect_to_nothing(corpus_folder, tmp_path):
    command = [sys.executable, "-c", REBUILD_AND_SEARCH, str(corpus_folder), str(tmp_path / "built")]

    finished = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)

    assert finished.returncode == 0, finished.stderr
    *_, found, tried = finished.stdout.splitlines()
    assert json.loads(found)["hits"][0]["document"] == "evenements/barcelone.md"
    assert tried == "[]"

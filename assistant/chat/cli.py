"""The commands that serve: ``chat``, ``mcp``, and ``password`` for those who may sign in."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.opening import add_model_flags, assistant_settings, open_index, open_language_model
from assistant.settings import Settings as AssistantSettings
from corpus.errors import AssistantError
from index.cli import add_common_flags, corpus_settings

if TYPE_CHECKING:
    from assistant.access.access import Access
    from assistant.chat.allowed import Allowed
    from assistant.chat.limits import Limits


def add_serving(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add chat, password and mcp to a command line."""
    add_chat(commands.add_parser("chat", help="serve the chat page"))
    _add_password(commands)
    _add_mcp(commands)


def add_chat(parser: argparse.ArgumentParser) -> None:
    """Make ``parser`` that of the command which serves the chat page."""
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 7860)")
    parser.add_argument(
        "--public", action="store_true", help="let in everyone who reaches the page, from other machines too"
    )
    parser.add_argument("--log", choices=("text", "json"), help="warnings, or a JSON line a request (default: text)")
    add_model_flags(parser)
    parser.set_defaults(run=_chat)


def _add_password(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("password", help="print the line of the file of users that lets someone in")
    parser.add_argument("name", help="the name they will sign in with")
    add_common_flags(parser)
    parser.set_defaults(run=_password)


def _add_mcp(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("mcp", help="serve the assistant's tools to a language model's client (MCP)")
    add_model_flags(parser)
    parser.set_defaults(run=_mcp)


def _password(arguments: argparse.Namespace) -> int:
    from assistant.access.users import user_line

    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {arguments.name}: ")
        if getpass.getpass("Once more: ") != password:
            raise AssistantError("the two passwords differ; nothing was written: run the command again")
    else:
        password = sys.stdin.readline().rstrip("\n")
    print(user_line(arguments.name, password))
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    from assistant.chat.log_lines import log_to_stderr
    from assistant.chat.serve import check_port, serve
    from assistant.live import LiveAssistant

    settings = assistant_settings(arguments)
    access, limits = _access(settings, public=arguments.public), _limits(settings)
    log_to_stderr(settings.log)
    check_port(settings.host, settings.port, access)
    folder, embedder = open_index(arguments)
    assistant = LiveAssistant(folder, embedder, settings, open_language_model(arguments))
    print("starting the page...", file=sys.stderr)
    embedder.load()  # so that the first reader does not wait for it

    def tell(url: str) -> None:
        print(f"Plaidoyer: {url} (Ctrl-C to stop)", flush=True)

    from assistant.chat.observer import Observer

    observer = Observer(log_questions=settings.log_questions)
    allowed = _allowed(arguments, settings)
    serve(assistant, settings.host, settings.port, tell, access=access, limits=limits, observer=observer, allowed=allowed)
    return 0


def _mcp(arguments: argparse.Namespace) -> int:
    from assistant.live import LiveAssistant
    from assistant.mcp_server import check_installed, serve_tools

    check_installed()
    folder, embedder = open_index(arguments)
    serve_tools(LiveAssistant(folder, embedder, assistant_settings(arguments), open_language_model(arguments)))
    return 0


def _access(settings: AssistantSettings, *, public: bool) -> "Access":
    from assistant.access.access import Access

    users = Path(settings.users).expanduser() if settings.users else None
    return Access(users, settings.user_header, settings.trusted_proxies, settings.hosts, public)


def _allowed(arguments: argparse.Namespace, settings: AssistantSettings) -> "Allowed":
    from assistant.chat.allowed import Allowed
    from assistant.chat.feedback import open_feedback
    from assistant.chat.originals import Originals

    roots = tuple(Path(root) for root in corpus_settings(arguments).documents)
    return Allowed(open_feedback(settings.feedback), Originals(roots) if settings.originals else None)


def _limits(settings: AssistantSettings) -> "Limits":
    from assistant.chat.limits import Limits

    return Limits(posts_per_minute=settings.questions_per_minute, sessions=settings.sessions)

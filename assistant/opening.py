"""What several commands start with: their flags, the settings, the index."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import Settings as AssistantSettings
from assistant.write.settings import Settings as LlmSettings
from corpus.toml_settings import build, read_file
from index.cli import add_common_flags, index_settings

if TYPE_CHECKING:
    from assistant.write.writer import Writer
    from index.embed import Embedder
    from index.generation import IndexFolder


def add_model_flags(parser: argparse.ArgumentParser) -> None:
    """Add --model and the flags of every command."""
    parser.add_argument("--model", metavar="NAME|PATH", help="the model the index was built with (default: the bundled one)")
    add_common_flags(parser)


def assistant_settings(arguments: argparse.Namespace) -> AssistantSettings:
    """Return the settings of the answers and the page: file, environment, flags."""
    flags = {name: getattr(arguments, name, None) for name in ("host", "port", "log")}
    return build(AssistantSettings, "assistant", read_file(arguments.config), os.environ, flags)


def llm_settings(arguments: argparse.Namespace) -> LlmSettings:
    """Return the settings of the language model: file, environment."""
    return build(LlmSettings, "llm", read_file(arguments.config), os.environ, {})


def open_language_model(arguments: argparse.Namespace) -> "Writer | None":
    """Return what words the answers; None when the settings name no language model."""
    from assistant.write.writer import open_writer

    return open_writer(llm_settings(arguments))


def open_index(arguments: argparse.Namespace) -> "tuple[IndexFolder, Embedder]":
    """Return the index and its embedder, not loaded yet; raises IndexMissingError."""
    from index.embed import open_embedder
    from index.generation import IndexFolder

    settings = index_settings(arguments)
    folder = IndexFolder(Path(settings.folder))
    folder.current()  # no index yet: said before the model is looked for
    return folder, open_embedder(settings)

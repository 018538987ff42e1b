"""Settings read once, at a command's entry: plaidoyer.toml, then PLAIDOYER_* variables, then flags."""

import tomllib
from collections.abc import Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from corpus.errors import SettingsError

SECTIONS = ("corpus", "index", "assistant", "llm")
DEFAULT_FILE = "plaidoyer.toml"
_PREFIX = "PLAIDOYER_"

Settings = TypeVar("Settings")


def read_file(path: Path | None) -> dict[str, dict[str, Any]]:
    """Return the sections of a settings file; without ``path``, those of plaidoyer.toml here, none when there is none.

    Raises SettingsError for a file that is missing, is not TOML or has an unknown section.
    """
    chosen = path or Path(DEFAULT_FILE)
    if path is None and not chosen.exists():
        return {}
    try:
        sections = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"the settings file {chosen} cannot be read ({error}); correct it or name another: --config FILE"
        ) from error
    for name, section in sections.items():
        if name not in SECTIONS or not isinstance(section, dict):
            raise SettingsError(f"{chosen} has an unknown section or key {name!r}; the sections are {', '.join(SECTIONS)}")
    return sections


def build(
    kind: type[Settings],
    section: str,
    file: Mapping[str, Mapping[str, Any]],
    environment: Mapping[str, str],
    flags: Mapping[str, Any],
) -> Settings:
    """Return the settings of one section; flags that are None were not given.

    The variable of a key is PLAIDOYER_<SECTION>_<KEY> in capitals. Raises SettingsError for an unknown key or a value of
    the wrong type or out of range; the value of a field that ``repr`` leaves out is a secret and is not repeated.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    check_keys({section: file.get(section, {})}, {section: kind})
    values = {key: _from_file(f"{section}.{key}", value, known[key]) for key, value in file.get(section, {}).items()}
    for key, field in known.items():
        variable = f"{_PREFIX}{section}_{key}".upper()
        if variable in environment:
            values[key] = _from_text(variable, environment[variable], field)
    values |= {key: value for key, value in flags.items() if value is not None}
    return kind(**values)


def check_keys(file: Mapping[str, Mapping[str, Any]], known: Mapping[str, type[Any]]) -> None:
    """Raise SettingsError for a key of a settings file that is no setting of the sections ``known``."""
    for section, kind in known.items():
        names = {field.name for field in fields(kind)}
        for key in sorted(set(file.get(section, {})) - names):
            raise SettingsError(f"unknown setting {section}.{key}; known are {', '.join(sorted(names))}")


def check_variables(environment: Mapping[str, str], known: Mapping[str, type[Any]]) -> None:
    """Raise SettingsError for a PLAIDOYER_* variable that is no setting of the sections ``known``."""
    names = {f"{_PREFIX}{section}_{field.name}".upper() for section, kind in known.items() for field in fields(kind)}
    sections = tuple(f"{_PREFIX}{section}_".upper() for section in SECTIONS if section not in known)
    for variable in sorted(environment):
        if variable.startswith(_PREFIX) and variable not in names and not variable.startswith(sections or ("\0",)):
            raise SettingsError(f"unknown setting {variable}; known are {', '.join(sorted(names))}")


def _from_file(name: str, value: Any, field: "Field[Any]") -> Any:
    kind: Any = field.type
    if get_origin(kind) is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif isinstance(value, bool) == (kind is bool) and isinstance(value, (int, float) if kind is float else kind):
        return value
    raise SettingsError(f"{name} is {_shown(value, field)}; give {_described(kind)}")


def _from_text(name: str, text: str, field: "Field[Any]") -> Any:
    kind: Any = field.type
    if get_origin(kind) is tuple and get_args(kind)[0] is str:
        return tuple(part.strip() for part in text.split(":") if part.strip())
    try:
        return {"true": True, "false": False}[text.lower()] if kind is bool else kind(text)
    except (KeyError, ValueError):
        raise SettingsError(f"{name} is {_shown(text, field)}; give {_described(kind)}") from None


def _shown(value: Any, field: "Field[Any]") -> str:
    return repr(value) if field.repr else "a secret of another type"


def _described(kind: Any) -> str:
    return {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}.get(kind, "a list of texts")

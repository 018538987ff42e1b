"""Front matter: the fields that a publisher wrote above a text, in YAML between ``---`` or TOML between ``+++``."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time

import yaml

_LONGEST_CHARACTERS = 64_000
_OPENING = re.compile(r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\r?\n|\Z)", re.MULTILINE),
}
_FIELD_NAME = re.compile(r"[\w.-]+")
_LOOKS_LIKE_FIELD = re.compile(r"[\w.-]+[ \t]*[:=]")
_RESCUED = re.compile(
    r"^(title|date|published|publication_date|kind|type|publisher|author|url|lang|language)[ \t]*[:=][ \t]*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
# What opens a value that is not plain words: tags, anchors, aliases, lists, mappings, blocks.
_NOT_PLAIN = tuple("!&*[{|>")
_NOTHING = frozenset(("", "~", "null"))


@dataclass(frozen=True)
class FrontMatter:
    """The fields, their names in lower case, and where the body begins in the text (after a byte order mark if any).

    Only plain top-level values are kept, as written; a list of plain values is joined by ", "; an empty one is left
    out.
    """

    fields: dict[str, str] = field(default_factory=dict)
    body_start: int = 0
    warnings: tuple[str, ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter of ``text``; no fields when there is none. Never raises, never runs a tag.

    A block that is broken keeps the simple lines such as ``title: ...`` with the warning ``bad_front_matter``. A rule
    that opens the text without being front matter (never closed, or no fields under it) is part of the body; a list there
    is too, with the warning ``front_matter_not_mapping``.
    """
    no_front_matter = FrontMatter(body_start=1 if text.startswith("\ufeff") else 0)
    opening = _OPENING.match(text)
    if opening is None:
        return no_front_matter
    closing = _CLOSING[opening["fence"]].search(text, opening.end(), opening.end() + _LONGEST_CHARACTERS)
    if closing is None:
        unclosed = _LOOKS_LIKE_FIELD.match(text, opening.end())
        return FrontMatter({}, no_front_matter.body_start, ("front_matter_unclosed",) if unclosed else ())
    block = text[opening.end() : closing.start()]
    try:
        pairs = _yaml_pairs(block) if opening["fence"] == "---" else _toml_pairs(block)
    # PyYAML lets ValueError and OverflowError out of bad escapes, and both parsers recurse into nested lists.
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        if not _LOOKS_LIKE_FIELD.match(block.lstrip()):
            return no_front_matter
        return FrontMatter(_fields(_rescued_pairs(block)), closing.end(), ("bad_front_matter",))
    if pairs is None:
        listed = block.lstrip().startswith("- ")
        return replace(no_front_matter, warnings=("front_matter_not_mapping",) if listed else ())
    counts = Counter(name.lower() for name, _ in pairs)
    twice = sorted(name for name, count in counts.items() if count > 1)
    return FrontMatter(_fields(pairs), closing.end(), tuple(f"duplicate_key: {name}" for name in twice))


def _fields(pairs: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return the fields that have a value; the last of two with one name, as YAML readers do."""
    return {name.lower(): value.strip() for name, value in pairs if value is not None and value.strip() not in _NOTHING}


def _rescued_pairs(block: str) -> list[tuple[str, str]]:
    """Return the known fields written on one line, without the quotes around their value."""
    pairs = []
    for name, value in _RESCUED.findall(block):
        words = value.strip()
        if words.startswith(_NOT_PLAIN):
            continue
        quoted = len(words) > 1 and words[0] == words[-1] and words[0] in "\"'"
        pairs.append((name, words[1:-1] if quoted else words))
    return pairs


class _UntaggedLoader(yaml.BaseLoader):
    """Builds nodes only: aliases, which expand without bound, and tags, which name code, are refused."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node. Raises YAMLError for an alias, an anchor or a tag."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise yaml.YAMLError("aliases, anchors and tags are refused in front matter")
        return super().compose_node(parent, index)


def _yaml_pairs(block: str) -> list[tuple[str, str | None]] | None:
    """Return names and plain values in order; None unless the block is a mapping of names."""
    node = yaml.compose(block, Loader=_UntaggedLoader)
    if not isinstance(node, yaml.MappingNode):
        return None
    pairs = [(key.value, _yaml_value(value)) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    return pairs if pairs and all(_FIELD_NAME.fullmatch(name) for name, _ in pairs) else None


def _yaml_value(node: yaml.Node) -> str | None:
    """Return a scalar as written, a list of scalars joined, anything else as None."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return ", ".join(str(item.value) for item in node.value)
    return None


def _toml_pairs(block: str) -> list[tuple[str, str | None]] | None:
    """Return names and plain values in order; None for an empty block."""
    return [(name, _toml_value(value)) for name, value in tomllib.loads(block).items()] or None


def _toml_value(value: object) -> str | None:
    """Return a plain TOML value as text, a list of them joined, anything else as None."""
    if isinstance(value, list):
        parts = [_toml_value(item) for item in value if not isinstance(item, list)]
        return ", ".join(part for part in parts if part is not None) if len(parts) == len(value) else None
    if isinstance(value, str | int | float):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else None

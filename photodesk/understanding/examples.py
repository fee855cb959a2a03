"""Which example messages teach the topics, and where is each written?

Reads the `nlu` part of Rasa's training files without Rasa, and keeps file and line, so that a bench can point at a
line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_ANNOTATED = re.compile(r"\[(?P<typed>[^\]]+)\]\((?P<entity>[a-z_]+)\)")


class InvalidExamplesError(Exception):
    """A training file that cannot be read; the message names file and line."""


@dataclass(frozen=True)
class Annotation:
    entity: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """One example message, as typed; annotations are taken out of the text."""

    intent: str
    text: str
    annotations: tuple[Annotation, ...] = ()
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def parse_example(intent: str, written: str, file: str = "", line: int = 0) -> Example:
    """Take "[PC-104223](order_number)" apart into text and annotation."""
    text, last, annotations = "", 0, []
    for mark in _ANNOTATED.finditer(written):
        text += written[last : mark.start()]
        annotations.append(Annotation(mark["entity"], len(text), len(text) + len(mark["typed"])))
        text += mark["typed"]
        last = mark.end()
    return Example(intent, text + written[last:], tuple(annotations), file, line)


def read_examples(path: Path) -> list[Example]:
    """Every example of a file, or of all .yml files below a folder, in the order of names and lines."""
    files = sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")]) if path.is_dir() else [path]
    return [example for file in files for example in _read_file(file)]


def _read_file(file: Path) -> Iterator[Example]:
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as failure:
        raise InvalidExamplesError(f"{file}: {failure}") from failure
    for entry in _entries(root):
        fields = {key.value: value for key, value in entry.value}
        if "intent" not in fields or "examples" not in fields:
            continue
        intent = str(fields["intent"].value).strip()
        block = fields["examples"]
        if not isinstance(block, yaml.ScalarNode):
            raise InvalidExamplesError(f"{file}:{block.start_mark.line + 1}: examples are one block of '- ' lines")
        for offset, written in enumerate(block.value.splitlines()):
            line = block.start_mark.line + 2 + offset
            if not written.strip():
                continue
            if not written.startswith("- "):
                raise InvalidExamplesError(f"{file}:{line}: an example starts with '- '")
            yield parse_example(intent, written[2:].strip(), str(file), line)


def _entries(root: yaml.Node | None) -> Iterable[yaml.MappingNode]:
    if not isinstance(root, yaml.MappingNode):
        return []
    for key, value in root.value:
        if key.value == "nlu" and isinstance(value, yaml.SequenceNode):
            return [entry for entry in value.value if isinstance(entry, yaml.MappingNode)]
    return []

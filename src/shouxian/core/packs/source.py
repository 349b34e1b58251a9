"""Reading YAML so that every scalar stays text and every node remembers its line.

``no``, ``12:00`` and ``2022-02-28`` arrive as what they say; the models give them their types. Duplicate keys are
refused instead of silently losing the first.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Source:
    """A YAML file as plain dicts, lists and texts (None for an empty or ``null`` node), with the line of each node."""

    file: str
    data: object
    lines: dict[Path_, int] = field(repr=False)

    def where(self, path: Path_) -> Where:
        """The nearest known line at or above ``path``."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return Where(self.file, self.lines[path[:end]])
        return Where(self.file)


class _TextLoader(yaml.CSafeLoader):
    """Nothing is resolved: no scalar has a type before a model gives it one."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, current_node: object, current_index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def read_yaml(path: Path, shown_as: str | None = None) -> Source:
    """Raises ``ShouxianError`` PACK_YAML with the line for anything that is not sound YAML."""
    file = shown_as or path.as_posix()
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_TextLoader)
    except UnicodeDecodeError as error:
        raise ShouxianError(fault("PACK_YAML", Where(file), reason=f"not UTF-8: {error.reason}")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ShouxianError(fault("PACK_YAML", Where(file, line), reason=error.problem or str(error))) from None
    except yaml.YAMLError as error:
        raise ShouxianError(fault("PACK_YAML", Where(file), reason=str(error))) from None
    lines: dict[Path_, int] = {}
    data = _plain(node, (), lines, file) if node is not None else None
    return Source(file, data, lines)


def _plain(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str) -> object:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        empty = not node.style and node.value in ("", "null", "~")
        return None if empty else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, number), lines, file) for number, item in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in result:
            where = Where(file, key_node.start_mark.line + 1)
            raise ShouxianError(fault("PACK_YAML", where, reason=f"the key '{key}' stands twice"))
        result[key] = _plain(value_node, (*path, key), lines, file)
    return result


def parse_model(source: Source, model: type[Model], path: Path_ = ()) -> Model:
    """``model`` from the part of ``source`` at ``path``; raises ``ShouxianError`` with one PACK_FIELD per error."""
    data: object = source.data
    for step in path:
        data = data[step]  # type: ignore[index]  # path comes from the same tree
    try:
        return model.model_validate(data)
    except ValidationError as error:
        items = error.errors()
        inner = {item["loc"][:end] for item in items for end in range(len(item["loc"]))}
        # a list of which one entry is wrong is called too short as well: only the entry is told
        told = [i for i in items if not (i["type"] == "too_short" and i["loc"] in inner)]
        raise ShouxianError([_field_fault(source, path, dict(item)) for item in told]) from None


def _field_fault(source: Source, path: Path_, item: dict[str, object]) -> Fault:
    location = item["loc"]
    assert isinstance(location, tuple)
    reason = str(item["msg"]).removeprefix("Value error, ")
    name = ".".join(str(part) for part in location) or "(file)"
    return fault("PACK_FIELD", source.where((*path, *location)), field=name, reason=reason)

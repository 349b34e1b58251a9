"""Files that are no YAML, no UTF-8, or nothing at all."""

from pathlib import Path

import pytest

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.packs.source import parse_model, read_yaml


@pytest.mark.parametrize("content", [b"\xff\xfe\xfa", b"a: \x07b", b"a: [1,\n"])
def test_what_cannot_be_read_is_one_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(ShouxianError, match="PACK_YAML") as caught:
        read_yaml(path, "packs/a.yaml")
    assert caught.value.faults[0].where.file == "packs/a.yaml"


def test_an_empty_file_has_no_line_to_tell(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("", "utf-8")
    source = read_yaml(path, "packs/a.yaml")
    assert (source.data, source.where(("x",)).line) == (None, None)
    with pytest.raises(ShouxianError, match="PACK_FIELD"):
        parse_model(source, ImportSpec)


def test_a_model_can_be_read_from_a_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("lists:\n  - {id: x, zh: 甲, en: a, source: s, rows: person}\n", "utf-8")
    assert parse_model(read_yaml(path), ImportSpec, ("lists", 0)).rows == "person"

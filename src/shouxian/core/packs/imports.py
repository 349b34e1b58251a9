"""Specs of foreign lists in ``packs/imports``: loaded by name, checked against the dictionary."""

from pathlib import Path

from shouxian.core.kernel.faults import ShouxianError, Where
from shouxian.core.packs.catalogue import Dictionary, unknown
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.packs.source import parse_model, read_yaml


def import_specs(folder: Path) -> tuple[str, ...]:
    """Names of the specs in a packs folder, sorted."""
    return tuple(sorted(path.stem for path in (folder / "imports").glob("*.yaml")))


def load_import_spec(folder: Path, name: str, dictionary: Dictionary) -> ImportSpec:
    """Raises ``ShouxianError``: PACK_UNKNOWN_NAME (no such spec, or a fact that does not exist), PACK_FIELD."""
    if name not in import_specs(folder):
        raise ShouxianError(unknown("花名册格式 import layout", name, import_specs(folder), Where("packs/imports")))
    source = read_yaml(folder / "imports" / f"{name}.yaml", shown_as=f"packs/imports/{name}.yaml")
    spec = parse_model(source, ImportSpec)
    for number, column in enumerate(spec.columns):
        named = {column.gives} if column.gives else set()
        for given in column.values.values():
            named |= set(given)
        for fact in sorted(named):
            dictionary.variable(fact, source.where(("columns", number)))
    return spec

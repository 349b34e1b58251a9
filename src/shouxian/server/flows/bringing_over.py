"""A workspace of the command line becomes part of the registry: the same imports in order, with the same keys."""

from dataclasses import replace
from pathlib import Path

from django.db import transaction

from shouxian.core.dataset.folder import FolderStore
from shouxian.server.audit.actions import By, record
from shouxian.server.campaigns.actions import open_here
from shouxian.server.campaigns.queries import pack_of, registry_of
from shouxian.server.registry.models import Source

_PAPERS = ("*.json", "lists/*")
_OWN = frozenset({"state.json"})


def bring_over(*, workspace: Path, by: By, using: str = "default") -> int:
    """Store everything a workspace holds, all or nothing, and open its campaign; the number of imports, 0 where the
    campaign has imports here already. Raises ``ShouxianError`` DATA_NO_WORKSPACE for a folder that is none."""
    folder = FolderStore(workspace, {})
    opened = pack_of(folder.campaign)
    with transaction.atomic(using=using):
        open_here(campaign=opened.id, by=by, using=using)
        if Source.objects.using(using).filter(campaign=opened.id).exists():
            return 0
        store = registry_of(opened, using=using)
        for old in folder.imports():
            stored = store.apply(replace(old, retracted=None), folder.told_by(old))
            if old.retracted is not None:
                store.retract(stored.number)
        for name in _papers(workspace):
            store.keep(name, (workspace / name).read_bytes())
        count = len(folder.imports())
        record(by=by, act="workspace.brought_over", about={"campaign": opened.id, "imports": count}, using=using)
        return count


def _papers(workspace: Path) -> list[str]:
    """What is kept beside the observations: lists as they were sent, what somebody ticked or handed up."""
    found = (path for pattern in _PAPERS for path in workspace.glob(pattern) if path.is_file())
    return sorted(name for path in found if (name := path.relative_to(workspace).as_posix()) not in _OWN)

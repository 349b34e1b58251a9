"""Layouts of annexes: one YAML file writes an annex blank, writes it filled, and reads it back."""

from shouxian.core.packs.models.base import Name, PackModel


class Layout(PackModel):
    id: Name

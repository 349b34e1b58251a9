"""Policy as data: YAML in ``packs/`` becomes frozen, typed models; every error names file and line."""

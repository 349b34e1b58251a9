"""The only place that knows HTTP: the desk's pages, who may open which, and how a fault becomes a page."""

"""The command ``shouxian``: thin over core/campaigns; the only place that knows the terminal."""

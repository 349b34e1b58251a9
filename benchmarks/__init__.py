"""Speeds as ratios against a floor or a peer, side by side on one machine: ``python -m benchmarks``."""

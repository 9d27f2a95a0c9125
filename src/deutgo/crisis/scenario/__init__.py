"""Replay packs: the six cases as sourced timelines with synthetic mentions."""

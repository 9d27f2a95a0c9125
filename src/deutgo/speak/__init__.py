"""Speak: draft, approve, publish, correct."""

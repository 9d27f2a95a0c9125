"""The query language: one tree, its parser and its linter."""

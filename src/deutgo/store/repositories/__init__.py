"""Repositories: typed values in and out of tables, bound to one workspace and one transaction."""

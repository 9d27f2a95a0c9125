"""Store: SQLite by default, PostgreSQL for teams; the only place that knows SQL."""

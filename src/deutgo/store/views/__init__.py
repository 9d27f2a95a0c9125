"""Views: read-only questions that a screen asks and no stage needs; SQL stays in the store."""

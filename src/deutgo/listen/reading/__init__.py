"""Reading files of mentions: any usual format and encoding, in constant memory, good rows kept."""

from deutgo.listen.reading.columns import Columns, guess_columns
from deutgo.listen.reading.file import MentionFile, open_file
from deutgo.listen.reading.rows import Rejected

__all__ = ["Columns", "MentionFile", "Rejected", "guess_columns", "open_file"]

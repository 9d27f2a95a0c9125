"""What all tests share."""

import os
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the checkout; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("DEUTGO_SHARED", REPO.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"development data is not at {folder}; set DEUTGO_SHARED")
    return folder

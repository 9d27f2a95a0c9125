"""Takes the browser assets from pinned packages: none is committed, none is fetched at run time.

Each asset names its package, version, the file inside, and that file's SHA-256.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src/deutgo/web/static/vendor"
ASSETS = [
    # package, version, file in the wheel, our name, SHA-256 of the file
    (
        "django-htmx",
        "1.29.0",
        "django_htmx/static/django_htmx/htmx-2.min.js",
        "htmx.min.js",
        "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
    ),
    (
        "django-htmx",
        "1.29.0",
        "django_htmx/static/django_htmx/ext/hx-sse-2.min.js",
        "htmx-sse.min.js",
        "98a46496de0c3605fbffdce9167ba427bdd9553184f83f149c261891a92c0136",
    ),
]


def is_right(path: Path, wanted: str) -> bool:
    """Tell whether a file is there with the pinned content."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == wanted


def main() -> None:
    """Fetch what is missing; a file with another content than pinned is refused."""
    TARGET.mkdir(parents=True, exist_ok=True)
    missing = [asset for asset in ASSETS if not is_right(TARGET / asset[3], asset[4])]
    for package, version in {(asset[0], asset[1]) for asset in missing}:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            command += ["--no-deps", "--only-binary=:all:", "-d", folder, f"{package}=={version}"]
            subprocess.run(command, check=True)
            with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
                for _package, _version, inside, name, wanted in missing:
                    if _package != package:
                        continue
                    content = wheel.read(inside)
                    if hashlib.sha256(content).hexdigest() != wanted:
                        sys.exit(f"{package} {version}: {inside} is not the pinned file")
                    (TARGET / name).write_bytes(content)


if __name__ == "__main__":
    main()

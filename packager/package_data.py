"""Tables and style sheets that lie in the package beside its modules.

``importlib.resources`` does the same and loads a dozen modules for it: 5 ms of each command.
"""

from __future__ import annotations

from pkgutil import get_data


def package_bytes(package: str, name: str) -> bytes:
    """Return a file of a package: ``package_bytes("packager.build", "book.css")``.

    Raises:
        FileNotFoundError: the package has no such file.
    """
    data = get_data(package, name)
    if data is None:  # a package that was loaded from nowhere
        raise FileNotFoundError(f"{package} has no {name}")
    return data


def package_text(package: str, name: str) -> str:
    """Return a file of a package as text, which is UTF-8.

    Raises:
        FileNotFoundError: the package has no such file.
    """
    return package_bytes(package, name).decode("utf-8").replace("\r\n", "\n")

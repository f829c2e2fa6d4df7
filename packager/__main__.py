"""``python -m packager`` is the ``packager`` command."""

from packager.cli import main

if __name__ == "__main__":
    main()

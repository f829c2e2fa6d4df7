"""How a page is shown: device, light, size of letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Device:
    """A screen: its size in CSS pixels, pixels of a letter at 100 %, and whether it is grey."""

    name: str
    width: int
    height: int
    letter: int
    margin: int
    is_grey: bool = False


DEVICES = (
    Device("ereader", 758, 1024, 24, 48, is_grey=True),
    Device("phone", 390, 844, 16, 32),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One way to show a book."""

    device: Device
    is_dark: bool = False
    percent: int = 100

    @property
    def name(self) -> str:
        """A name for files: ``phone-dark-200``."""
        return f"{self.device.name}-{'dark' if self.is_dark else 'light'}-{self.percent}"

    @property
    def letter_px(self) -> float:
        """The size of a letter in CSS pixels."""
        return self.device.letter * self.percent / 100

    @property
    def paper(self) -> str:
        """The colour of the page."""
        return "#161616" if self.is_dark else "#ffffff"

    @property
    def ink(self) -> str:
        """The colour of the letters."""
        return "#d8d8d8" if self.is_dark else "#111111"


def looks() -> Iterator[Look]:
    """Yield all looks."""
    for device, is_dark, percent in product(DEVICES, (False, True), (100, 200)):
        yield Look(device, is_dark, percent)

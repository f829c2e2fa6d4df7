"""Images cut off or damaged in their headers, as EPUBCheck 5.3.0 finds them (PKG-021)."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from packager.check.image_headers import trouble_of_image
from tests.differential.books import GIF, PNG

_KINDS = {"image/png": "PNG", "image/gif": "GIF", "image/jpeg": "JPEG"}


def _jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (3, 2), (200, 10, 10)).save(target, "JPEG")
    return target.getvalue()


def _is_bad(kind: str, data: bytes) -> bool:
    return bool(trouble_of_image(kind, data, is_whole=True))


@pytest.mark.parametrize(
    ("kind", "data", "least"), [("image/png", PNG, 29), ("image/gif", GIF, 37)]
)
def test_an_image_may_be_cut_off_behind_its_header_only(kind: str, data: bytes, least: int) -> None:
    """The lengths are those at which EPUBCheck stops to complain."""
    bad = [length for length in range(len(data) + 1) if _is_bad(kind, data[:length])]
    assert bad == list(range(least))


@pytest.mark.parametrize(
    ("kind", "data", "places"),
    [
        ("image/png", PNG, [*range(16), *range(24, 29)]),
        ("image/gif", GIF, [*range(6), 10, 19, 27]),
    ],
)
def test_a_byte_of_the_header_changed_is_found(kind: str, data: bytes, places: list[int]) -> None:
    """The places are those at which EPUBCheck complains."""
    damaged = (data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :] for at in range(len(data)))
    assert [at for at, bytes_ in enumerate(damaged) if _is_bad(kind, bytes_)] == places


def test_the_tables_of_a_jpeg_are_looked_at_up_to_the_first_scan() -> None:
    data = _jpeg()
    assert not _is_bad("image/jpeg", data)
    frame, table = data.index(b"\xff\xc0"), data.index(b"\xff\xc4")
    assert _is_bad("image/jpeg", data[:frame])
    assert not _is_bad("image/jpeg", data[:table])
    assert _is_bad("image/jpeg", data[: table + 4] + b"\x41" + data[table + 5 :])
    assert not _is_bad("image/jpeg", data[:-40] + b"\0" * 40)


def test_nothing_bad_is_said_of_what_was_not_read() -> None:
    """Profiles may stand in front of a JPEG's size, longer than what is looked at."""
    data = b"\xff\xd8\xff\xe2\xff\xff" + b"ICC_PROFILE" * 100
    assert trouble_of_image("image/jpeg", data, is_whole=False) == ""
    assert trouble_of_image("image/jpeg", data, is_whole=True)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
@pytest.mark.parametrize("more", [{}, {"progressive": True, "interlace": True, "optimize": True}])
def test_images_that_pillow_writes_are_sound(kind: str, mode: str, more: dict[str, bool]) -> None:
    target = io.BytesIO()
    image = Image.new(mode, (40, 30))
    if kind == "image/jpeg" and mode == "P":
        image = image.convert("CMYK")
    image.save(target, _KINDS[kind], **more)
    assert trouble_of_image(kind, target.getvalue(), is_whole=True) == ""


@settings(max_examples=200, deadline=None)
@given(
    kind=st.sampled_from(sorted(_KINDS)),
    head=st.sampled_from([PNG, GIF, _jpeg()]),
    tail=st.binary(),
)
def test_any_bytes_are_judged_without_a_failure(kind: str, head: bytes, tail: bytes) -> None:
    for cut in (2, 8, 20, len(head)):
        assert isinstance(trouble_of_image(kind, head[:cut] + tail, is_whole=True), str)

"""The end of an essay: what stands there reads as sentences."""

from __future__ import annotations

import pytest

from packager.build.essay_end import essay_end
from packager.model import Essay


@pytest.mark.parametrize(
    ("rights", "told"),
    [
        ("© 2021 Ada Example", "© 2021 Ada Example. Licence:"),
        ("All is her own.", "All is her own. Licence:"),
    ],
)
def test_rights_and_licence_have_one_full_stop_between(rights: str, told: str) -> None:
    essay = Essay("On Tea", "en", "tea", rights=rights, license="CC-BY-4.0")
    assert f'<p class="rights">{told}' in essay_end(essay)

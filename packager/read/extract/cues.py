# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Words and pairs of words that site furniture uses in running text."""

from __future__ import annotations

# Each line is one measure
CUES = """
copyright  © copyright rights-reserved alle-rechte tous-droits reservados
subscribe  subscribe subscribing subscriber subscribers subscription newsletter newsletters sign-up signup abonnieren abonnement abonnez inbox register registrieren registriert log-in login anmelden anmeldung einloggen donate donation spenden sign-in patreon membership abo
social     facebook twitter instagram linkedin whatsapp pinterest youtube tiktok telegram follow-us follow share teilen folgen podcast
more       read-more related see-also also-read read-also read-next continue-reading more-from zum-thema weiterlesen mehr lire-aussi leia leer learn-more click-here hier-klicken view-all show-more load-more watch-now watch more auch-interessant
comment    comment comments kommentar kommentare reply replies antworten comentarios comentario diskussion
picture    photo photos photograph foto fotos image images getty credit bild quelle reuters shutterstock unsplash courtesy-of afp illustration imago dpa
when       january february march april june july august september october november december januar februar märz juni juli oktober dezember updated published posted ago min-read minutes uhr aktualisiert veröffentlicht jan feb mar apr jun jul aug sep oct nov dec
by         by von par por written-by author reviewed-by medically autor redaktion
about      is-a is-the he she they writes author-of lives-in contributor freelance based-in arbeitet schreibt born-in geboren editor journalist founder
disclaim   disclosure disclosures affiliate commission terms-of privacy cookie cookies not-intended advice views-expressed opinions datenschutz we-may may-earn informational-purposes disclaimer
advert     advert advertisement sponsored anzeige werbung promo discount buy-now shop free-shipping coupon contact-us call-us book-a get-started demo free-trial schedule
note       doi et-al isbn http https retrieved pp
"""
CUE_NAMES = tuple(line.split()[0] for line in CUES.strip().splitlines())
_CUE_WORDS = {
    word.replace("-", " "): number
    for number, line in enumerate(CUES.strip().splitlines())
    for word in line.split()[1:]
}


def cues_in(words: list[str]) -> list[float]:
    """Return how many words of each line of :data:`CUES` are among words; three count as many."""
    counts = [0.0] * len(CUE_NAMES)
    previous = ""
    for word in words[:300]:
        number = _CUE_WORDS.get(word)
        if number is None:
            number = _CUE_WORDS.get(f"{previous} {word}")
        if number is not None and counts[number] < 3:
            counts[number] += 1
        previous = word
    return counts

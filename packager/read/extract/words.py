# ruff: noqa: E501 - tables and patterns read better on one line
"""What class names, ids and roles say of a part of a page, as a table anybody can extend.

Each line of :data:`WORDS` is a kind and the words that speak of it. A word is looked for as a
whole among the words of ``class``, ``id``, ``role``, ``itemprop`` and ``data-testid``, which
are split at hyphens, underscores, digits and capitals (``RelatedArticles_box2`` → ``related
articles box``); a pair ``article-body`` is looked for as two neighbours.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

WORDS = """
body       article-body articlebody article-content articlecontent article-text articletext entry-content entrycontent post-content postcontent post-body postbody story-body storybody story-content blog-content blogcontent content-body contentbody body-content page-content rich-text richtext body-text bodytext main-content maincontent body-copy bodycopy prose markdown mw-parser available-content wysiwyg fulltext full-text text-content post-entry single-content article-main story-text gh-content kg
content    content article story post entry text body blog main single news page detail copy paragraph section chapter hentry
related    related recommend recommended recommendation recommendations recirc recirculation more-stories morestories more-from read-more readmore read-next next-up also-like you-may might-like similar popular trending most-read mostread outbrain taboola zergnet latest recent teaser teasers suggested suggestions sponsored up-next promoted featured-posts onward crosslinks linkbox relatedlinks weitere mehr-zum discover further explore upsell
share      share sharing social socials addthis addtoany sharedaddy sharethis facebook twitter pinterest linkedin whatsapp reddit follow like likes reactions reaction applause clap kudos tools toolbar actions action bookmark save print email
comments   comment comments commentlist commentform disqus respond responses reply replies discussion livefyre coral comentarios kommentare kommentar discourse webmention webmentions trackback trackbacks pingback
subscribe  subscribe subscription newsletter newsletters signup sign-up optin opt-in mailchimp mailing paywall piano registration register login signin sign-in membership membership-cta donate donation donations support cta call-to callout-cta conversion convertkit leadform hubspot gate marketing
nav        nav navigation navbar menu menus submenu breadcrumb breadcrumbs crumbs pagination pager pagenav paging prev previous next skip skiplink toggle hamburger sitemap toc table-of contents-list jump language-switcher tabs tab sitenav topnav
footer     footer foot colophon copyright legal disclaimer bottom site-footer imprint impressum
header     header masthead banner topbar top-bar site-header hero heading headline title page-title entry-title subtitle kicker eyebrow overline dachzeile
meta       meta byline by-line dateline date time timestamp published updated posted author-name authors author-info info details entry-meta post-meta credits readtime read-time reading-time duration views category categories kategorie cat section-label
author     author author-box authorbox author-bio authorbio bio biography about-author about-the contributor contributors writer profile vcard gravatar avatar autor autoren verfasser author-card
tags       tag tags taglist keywords topics topic labels label hashtags schlagworte taxonomy
sidebar    sidebar side aside rail right-rail complementary secondary widget widgets widgetarea sticky column-right right-col marginal
ad         ad ads advert advertisement advertising adbox adslot adsense dfp gpt sponsor sponsors commercial promo promos promotion promotional affiliate anzeige werbung banner-ad partner partners adwrap adcontainer mpu leaderboard
popup      popup modal overlay lightbox dialog cookie cookies consent gdpr onetrust notice alert tooltip toast drawer offcanvas interstitial alertbar
caption    caption captions wp-caption figcaption figure-caption image-caption credit credits-image copyright-image legend photo-credit bildunterschrift img-caption cutline
gallery    gallery slideshow carousel slider slide slick swiper video player media embed audio podcast
quote      pullquote pull-quote blockquote quote quotation cite citation
lead       lead lede intro introduction dek deck standfirst summary excerpt abstract subhead subheading sub-headline description teaser-text vorspann einleitung strapline
notes      footnote footnotes endnote endnotes references reference notes fussnoten sources bibliography
table      table tables
product    product products price prices shop cart buy deal deals coupon shopping rating ratings review reviews stars
form       form forms input search searchform search-form quiz poll survey vote
hidden     hidden hide visuallyhidden visually-hidden screen-reader sr-only noprint no-print screenreader assistive off-screen offscreen a11y element-invisible print-only printonly
sitebox    about-us about-the-publisher site-description publisher organization company institution disclosure boilerplate editorial-standards
"""

KINDS: tuple[str, ...] = tuple(line.split()[0] for line in WORDS.strip().splitlines())


def _tables() -> tuple[dict[str, int], dict[str, int]]:
    single: dict[str, int] = {}
    double: dict[str, int] = {}
    for number, line in enumerate(WORDS.strip().splitlines()):
        for word in line.split()[1:]:
            (double if "-" in word else single).setdefault(word, number)
    return single, double


_SINGLE, _DOUBLE = _tables()
_SPLIT = re.compile(r"[A-Z]?[a-zäöüß]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=20_000)
def kinds_of(names: str) -> int:
    """Return the kinds that these names speak of, as bits in the order of :data:`KINDS`."""
    found = 0
    for name in names.split():
        words = [word.lower() for word in _SPLIT.findall(name)]
        for word in words:
            number = _SINGLE.get(word)
            if number is not None:
                found |= 1 << number
        for pair in pairwise(words):
            number = _DOUBLE.get("-".join(pair))
            if number is not None:
                found |= 1 << number
    return found


def bit(kind: str) -> int:
    """Return the bit that stands for a kind."""
    return 1 << KINDS.index(kind)

"""Tags of site generators in a text: Liquid (Jekyll, Eleventy, Hexo) and Hugo's shortcodes.

No site is at hand to run them. What shows something has a plain equivalent (an image, a link to
a video, a quotation); what only computes goes, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern
from packager.xhtml import escape

_QUOTED = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`'
TAG = lazy_pattern(
    r"\{%-?\s*(?P<liquid>(?:end)?[A-Za-z_][\w-]*)(?P<largs>(?:"
    + _QUOTED
    + r"|[^%\n\"'`]|%(?!\})|[\"'`]){0,1500}?)-?%\}"
    r"|\{\{(?P<mark>[<%])-?\s*(?P<close>/?)\s*(?P<hugo>[A-Za-z_][\w/.-]*)(?P<hargs>(?:"
    + _QUOTED
    + r"|[^<>{}\"'`]|[<>](?!\}\})|[\"'`]){0,1500}?)"
    r"/?\s*[>%]\}\}"
    r"|\{\{-?\s*(?P<value>[^{}]{0,400}?)\s*-?\}\}"
)
_ARGUMENT = lazy_pattern(r"(?:([\w-]+)\s*[=:]\s*)?(" + _QUOTED + r"|[^\s,|\"'`]+)")
_ESCAPED = lazy_pattern(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.S)
_RAW = lazy_pattern(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")
_SITE_VALUE = lazy_pattern(
    r"(?:site|page|post|include|layout|collection|params|config|theme|paginator|metadata|pkg|book)"
    r"\.\w|\.[A-Za-z]\w*|\$\.|[A-Za-z_][\w-]*(?:\.[\w-]+)+\s*\Z|[^|]+\|\s*\w"
    r"|(?:range|if|with|end|else|block|define|template|partial)\b"
)
_STRING = lazy_pattern(_QUOTED)
_IMAGE = lazy_pattern(r"[^\s]+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)\Z", re.I)

PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter": "https://twitter.com/i/status/{}",
    "x": "https://twitter.com/i/status/{}",
    "codepen": "https://codepen.io/{}",
    "jsfiddle": "https://jsfiddle.net/{}",
    "spotify": "https://open.spotify.com/track/{}",
    "soundcloud": "https://soundcloud.com/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "asciinema": "https://asciinema.org/a/{}",
    "speakerdeck": "https://speakerdeck.com/{}",
    "slideshare": "https://www.slideshare.net/{}",
    "iframe": "{}",
    "video": "{}",
    "audio": "{}",
}
_PLACES = frozenset(
    "ref relref link post_url post_path asset_path url url_for full_url_for".split()
)
_CALLOUTS = frozenset(
    "note notice callout alert tip info warning caution important danger admonition hint".split()
)
_QUOTATIONS = frozenset(("blockquote", "quote"))
_MENTIONED = 60
_SPOKEN = ("title", "name", "text", "label", "caption", "alt", "content", "quote")
_SILENT = frozenset(
    "if elsif else unless case when for break continue assign capture increment decrement cycle "
    "tablerow comment raw include include_relative render layout block section schema".split()
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in lower case, whether it closes one, its arguments."""

    name: str
    closes: bool
    named: Mapping[str, str]
    plain: tuple[str, ...]
    source: str
    value: str = ""

    def argument(self, *names: str) -> str:
        """Return the first of the named arguments that is given."""
        return next((self.named[name] for name in names if self.named.get(name)), "")


def tag_of(match: re.Match[str]) -> Tag:
    """Return what a match of :data:`TAG` stands for."""
    name = match["liquid"] or match["hugo"] or ""
    closes = bool(match["close"]) or name.startswith("end")
    if match["liquid"] and closes:
        name = name[3:]
    named: dict[str, str] = {}
    plain = []
    for key, value in _ARGUMENT.findall(match["largs"] or match["hargs"] or ""):
        text = value[1:-1] if value[:1] in "\"'`" and len(value) > 1 else value
        if key:
            named[key.lower()] = text
        else:
            plain.append(text)
    name = name.rpartition("/")[2].lower()
    return Tag(name, closes, named, tuple(plain), match[0], match["value"] or "")


class Shortcodes:
    """Shows the tags of one text, in order, and counts those that went."""

    def __init__(self) -> None:
        self.dropped: dict[str, int] = {}  # what went, and how often
        self._credits: list[str] = []

    def show(self, match: re.Match[str]) -> str:
        """Return what stands for a match of :data:`TAG`, empty if it goes."""
        tag = tag_of(match)
        text = shown(tag)
        if text is None:
            if not tag.closes:
                key = " ".join(tag.source.split())[:_MENTIONED]
                self.dropped[key] = self.dropped.get(key, 0) + 1
            return ""
        if tag.name in _QUOTATIONS:
            if not tag.closes:
                self._credits.append(" ".join(tag.plain) or tag.argument("author", "cite"))
            elif self._credits and (credit := self._credits.pop()):
                return f'<p class="credit">— {escape(credit)}</p>{text}'
        return text

    def shown_in(self, text: str) -> str:
        """Return the text with all its tags shown or gone."""
        if "%}" not in text and "}}" not in text:
            return text
        return TAG.sub(self.show, text)


def shown(tag: Tag) -> str | None:
    """Return the Markdown or HTML that a tag stands for; ``None`` if it is to be dropped."""
    if tag.value or not tag.name:
        return _shown_value(tag)
    if tag.name in _SILENT:
        return None
    for names, show in _SHOWS:
        if tag.name in names:
            return show(tag)
    if tag.closes:
        return None
    source = _picture_of(tag)
    if source:
        return _figure(tag)
    spoken = " ".join(re.sub(r"<[^<>]*>", " ", tag.argument(*_SPOKEN)).split())
    return f"<strong>{escape(spoken)}</strong> " if spoken else None


def in_address(text: str) -> str:
    """Return an address with the tags in it replaced by the path they mean, or by nothing."""
    return TAG.sub(lambda match: _path(tag_of(match)), text) if "{" in text else text


def in_code(code: str) -> str:
    """Return code without what kept a site generator from running the tags in it."""
    return _RAW.sub("", _ESCAPED.sub(r"{{\1\2\3}}", code)) if "{" in code else code


def _path(tag: Tag) -> str:
    if tag.name in _PLACES and tag.plain:
        return tag.plain[0]
    string = _STRING.search(tag.value)
    return string[0][1:-1] if string else ""


def _shown_value(tag: Tag) -> str | None:
    if not _SITE_VALUE.match(tag.value):
        words = tag.value.split(None, 1)
        if len(words) > 1 and words[0] in ("image", "code", "play", "video", "iframe"):
            path = words[1].split()[0].strip("\"'")
            return f'<img src="{escape(path)}" alt=""/>' if words[0] == "image" else None
        return tag.source  # braces of the text's own
    string = _STRING.match(tag.value)
    return escape(string[0][1:-1]) if string else None


def _picture_of(tag: Tag) -> str:
    named = tag.argument("src", "link", "url", "image", "path", "image_path")
    if named and _IMAGE.match(named.partition("?")[0]):
        return named
    return next((text for text in tag.plain if _IMAGE.match(text.partition("?")[0])), "")


def _figure(tag: Tag) -> str | None:
    source = _picture_of(tag) or (tag.argument("src") if tag.name in ("figure", "img") else "")
    if tag.closes or not source:
        return None
    rest = [text for text in tag.plain if text != source and not text.isdigit()]
    alt = tag.argument("alt") or (rest[-1] if rest and " " in rest[-1] else "")
    caption = tag.argument("caption", "title")
    image = f'<img src="{escape(source)}" alt="{escape(alt)}"/>'
    if not caption:
        return image
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>"


def _player(tag: Tag) -> str | None:
    key = tag.argument("id", "src", "url", "link", "file") or " ".join(tag.plain[:2])
    if tag.closes or not key:
        return None
    if tag.name == "gist" or (tag.name in ("tweet", "twitter", "x") and len(tag.plain) > 1):
        key = key.replace(" ", "/")
    else:
        key = key.split()[0]
    address = key if "://" in key else PLAYERS[tag.name].format(key)
    return f'<p class="embed"><a href="{escape(address)}">{escape(address)}</a></p>'


def _callout(tag: Tag) -> str:
    if tag.closes:
        return "</aside>"
    kinds = (tag.name, tag.argument("type"), *tag.plain)
    title = tag.argument("title")
    kind = next((word for word in reversed(kinds) if word in _CALLOUTS), "note")
    heading = f'<p class="callout-title"><strong>{escape(title)}</strong></p>' if title else ""
    return f'<aside class="callout {kind}">{heading}'


def _quotation(tag: Tag) -> str:
    if tag.closes:
        return "</blockquote>"
    return "<blockquote>"


def _pull_quote(tag: Tag) -> str:
    return "</aside>" if tag.closes else '<aside class="pull-quote">'


def _details(tag: Tag) -> str:
    if tag.closes:
        return "</div>"
    title = tag.argument("summary", "title") or " ".join(tag.plain)
    return f'<div><p class="summary">{escape(title)}</p>' if title else "<div>"


def _key(tag: Tag) -> str | None:
    text = tag.argument("key") or " ".join(tag.plain)
    return f"<kbd>{escape(text)}</kbd>" if text else None


def _post_link(tag: Tag) -> str | None:
    if not tag.plain:
        return None
    label = " ".join(tag.plain[1:]) or tag.plain[0]
    return f'<a class="wikilink" href="{escape(tag.plain[0])}">{escape(label)}</a>'


def _place(tag: Tag) -> str | None:
    return escape(tag.plain[0]) if tag.plain and not tag.closes else None


_SHOWS: tuple[tuple[frozenset[str], Callable[[Tag], str | None]], ...] = (
    (frozenset(PLAYERS), _player),
    (frozenset(("figure", "img", "image", "asset_img", "imgproc", "picture")), _figure),
    (_CALLOUTS, _callout),
    (_QUOTATIONS, _quotation),
    (frozenset(("pullquote", "pull-quote")), _pull_quote),
    (frozenset(("details", "expand", "collapse", "spoiler")), _details),
    (frozenset(("kbd",)), _key),
    (frozenset(("post_link", "asset_link")), _post_link),
    (_PLACES, _place),
)

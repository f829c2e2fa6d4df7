"""The attributes that stand on any HTML element of EPUB 3, with their value types.

https://html.spec.whatwg.org/multipage/dom.html#global-attributes, RDFa 1.1
(https://www.w3.org/TR/html-rdfa/), microdata, event handlers and the speech attributes of
https://www.w3.org/TR/epub-tts-10/.
"""

from __future__ import annotations

from packager.schemas.grammar import attributes_of

EVENTS = (
    "auxclick beforeinput beforematch blur cancel canplay canplaythrough change click close"
    " contextlost contextmenu contextrestored copy cuechange cut dblclick drag dragend dragenter"
    " dragleave dragover dragstart drop durationchange emptied ended error focus formdata"
    " gotpointercapture input invalid keydown keypress keyup load loadeddata loadedmetadata"
    " loadstart lostpointercapture mousedown mouseenter mouseleave mousemove mouseout mouseover"
    " mouseup paste pause play playing pointercancel pointerdown pointerenter pointerleave"
    " pointermove pointerout pointerover pointerrawupdate pointerup progress ratechange reset"
    " resize scroll scrollend securitypolicyviolation seeked seeking select slotchange stalled"
    " submit suspend timeupdate toggle volumechange waiting wheel"
)

_GLOBAL = (
    "accesskey autocapitalize={characters|none|off|on|sentences|words} autofocus=flag class"
    " contenteditable={|false|plaintext-only|true} dir={auto|ltr|rtl} draggable={false|true}"
    " enterkeyhint=[done|enter|go|next|previous|search|send] hidden={|hidden|until-found} id=word"
    " inert=Flag inputmode=[decimal|email|none|numeric|search|tel|text|url] is lang=language nonce"
    " popover=[|auto|hint|manual] slot spellcheck={|false|true} style tabindex=integer title"
    " translate={|no|yes} xml:base=url xml:lang=language xml:space=(default|preserve)"
    # RDFa
    " about=url-or-curie content datatype=terms inlist prefix=prefixes property=terms rel=terms"
    " resource=url-or-curie rev=terms typeof=terms vocab=url"
    # microdata
    " itemid=url itemprop=filled itemref itemscope=flag itemtype=urls"
    # speech
    " ssml:alphabet=phonetic-alphabet ssml:ph " + " ".join(f"on{event}" for event in EVENTS.split())
)

GLOBAL: dict[str, str] = attributes_of(_GLOBAL)[0]

# The elements of HTML that cannot carry epub:type.
# https://www.w3.org/TR/epub-33/#sec-epub-type-attribute
NO_TYPE = frozenset(
    "base col head link meta rb rtc script search slot style template title".split()
)

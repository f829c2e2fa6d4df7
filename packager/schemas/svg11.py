"""The content model of SVG 1.1, as EPUB 2 takes it: every element, attribute and enumeration.

OPS 2.0.1 §2.2.1 (https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2.1) on SVG 1.1
(https://www.w3.org/TR/2003/REC-SVG11-20030114/): the tables follow its appendix K (elements) and
its attribute collections. Colours, lengths, paths and transformations are not judged: the
specification gives them as character data. EPUB 3 is lenient and has a grammar of its own
(:mod:`packager.schemas.svg`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from packager.schemas.aria import PROPERTIES
from packager.schemas.grammar import Grammar, attributes_of, rows_of

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML = "http://www.w3.org/XML/1998/namespace"
# Elements of other namespaces are let pass wherever they stand, with all they hold.
_JUDGED = (f"{{{SVG}}}", f"{{{XHTML}}}")

_TRUTH = "[false|true]"
_RENDERED = "[auto|inherit|optimizeQuality|optimizeSpeed]"
_RULE = "[evenodd|inherit|nonzero]"
_SPACE = "[auto|inherit|linearRGB|sRGB]"
_UNITS = "[objectBoundingBox|userSpaceOnUse]"
_RATIO = "preserveAspectRatio=aspect-ratio"

# Attribute collections: https://www.w3.org/TR/2003/REC-SVG11-20030114/attindex.html
_COLLECTIONS: Mapping[str, str] = {
    "core": "id=ncname xml:base xml:lang=filled-language xml:space=[default|preserve]",
    "test": "requiredExtensions requiredFeatures systemLanguage",
    "style": "class=nmtokens style",
    "external": f"externalResourcesRequired={_TRUTH}",
    "viewport": "clip overflow=[auto|hidden|inherit|scroll|visible]",
    "text": "writing-mode=[inherit|lr|lr-tb|rl|rl-tb|tb|tb-rl]",
    "lines": "alignment-baseline=[after-edge|alphabetic|auto|baseline|before-edge|central|hanging"
    "|ideographic|inherit|mathematical|middle|text-after-edge|text-before-edge] baseline-shift"
    " direction=[inherit|ltr|rtl] dominant-baseline=[alphabetic|auto|central|hanging|ideographic"
    "|inherit|mathematical|middle|no-change|reset-size|text-after-edge|text-before-edge|use-script]"
    " glyph-orientation-horizontal glyph-orientation-vertical kerning letter-spacing"
    " text-anchor=[end|inherit|middle|start] text-decoration"
    " unicode-bidi=[bidi-override|embed|inherit|normal] word-spacing",
    "font": "font-family font-size font-size-adjust font-stretch=[condensed|expanded"
    "|extra-condensed|extra-expanded|inherit|narrower|normal|semi-condensed|semi-expanded"
    "|ultra-condensed|ultra-expanded|wider] font-style=[inherit|italic|normal|oblique]"
    " font-variant=[inherit|normal|small-caps] font-weight=[100|200|300|400|500|600|700|800|900"
    "|bold|bolder|inherit|lighter|normal]",
    "paint": f"fill fill-rule={_RULE} stroke stroke-dasharray stroke-dashoffset"
    " stroke-linecap=[butt|inherit|round|square] stroke-linejoin=[bevel|inherit|miter|round]"
    " stroke-miterlimit stroke-width",
    "colour": f"color color-interpolation={_SPACE} color-rendering={_RENDERED}",
    "opacity": "opacity fill-opacity stroke-opacity",
    "graphics": "display=[block|compact|inherit|inline|inline-table|list-item|marker|none|run-in"
    "|table|table-caption|table-cell|table-column|table-column-group|table-footer-group"
    "|table-header-group|table-row|table-row-group]"
    f" image-rendering={_RENDERED} pointer-events=[all|fill|inherit|none|painted|stroke|visible"
    "|visibleFill|visiblePainted|visibleStroke] shape-rendering=[auto|crispEdges"
    "|geometricPrecision|inherit|optimizeSpeed] text-rendering=[auto|geometricPrecision|inherit"
    "|optimizeLegibility|optimizeSpeed] visibility=[hidden|inherit|visible]",
    "markers": "marker-start marker-mid marker-end",
    "profile": "color-profile",
    "gradient": "stop-color stop-opacity",
    "cut": f"clip-path clip-rule={_RULE} mask filter cursor",
    "filters": f"color-interpolation-filters={_SPACE}",
    "flood": "flood-color flood-opacity",
    "light": "lighting-color",
    "backdrop": "enable-background",
    "events": "onactivate onclick onfocusin onfocusout onload onmousedown onmousemove onmouseout"
    " onmouseover onmouseup",
    "document": "onabort onerror onresize onscroll onunload onzoom",
    "animated": "onbegin onend onrepeat onload",
    "timing": "begin dur end fill=[freeze|remove] max min repeatCount repeatDur"
    " restart=[always|never|whenNotActive]",
    "values": "by calcMode=[discrete|linear|paced|spline] from keySplines keyTimes to values",
    "addition": "accumulate=[none|sum] additive=[replace|sum]",
    "target": "attributeName! attributeType",
    "box": "x y width height",
    "primitive": "x y width height result",
    "xlink": "xlink:type=[simple] xlink:href xlink:role xlink:arcrole xlink:title"
    " xlink:show=[other] xlink:actuate=[onLoad]",
}
# Collections of collections, by the names that the table of elements uses.
_FAMILIES: Mapping[str, str] = {
    "shape": "core test style external paint colour opacity graphics cut events",
    "typed": "core test style external lines font paint colour opacity graphics cut events",
    "dressed": "core style viewport text lines font paint colour opacity graphics markers profile"
    " gradient cut filters flood light backdrop",
    "holder": "dressed external events",
    "animation": "core test external animated xlink timing",
    "effect": "core primitive filters",
}
_SHOWN = "xlink:show=[embed]"
_FUNCTION = (
    "type!=[discrete|gamma|identity|linear|table] amplitude exponent intercept offset slope"
    " tableValues"
)
_ORIGIN = "horiz-adv-x horiz-origin-x horiz-origin-y vert-adv-y vert-origin-x vert-origin-y"
_GLYPH = "d horiz-adv-x vert-adv-y vert-origin-x vert-origin-y"
_KERN = "g1 g2 k! u1 u2"
_SPREAD = f"gradientTransform gradientUnits={_UNITS} spreadMethod=[pad|reflect|repeat]"
_FACE = (
    "accent-height alphabetic ascent bbox cap-height descent font-family font-size font-stretch"
    " font-style font-variant font-weight hanging ideographic mathematical overline-position"
    " overline-thickness panose-1 slope stemh stemv strikethrough-position strikethrough-thickness"
    " underline-position underline-thickness unicode-range units-per-em v-alphabetic v-hanging"
    " v-ideographic v-mathematical widths x-height"
)
_LENGTHS = "lengthAdjust=[spacing|spacingAndGlyphs] textLength"
_CLASSES: Mapping[str, str] = {
    "ABOUT": "(desc | metadata | title)*",
    "ANIMATE": "(animate | animateColor | animateMotion | animateTransform | set)*",
    "DRAWING": "(ABOUT | ANIMATE | a | altGlyphDef | circle | clipPath | color-profile | cursor"
    " | defs | ellipse | filter | font | font-face | foreignObject | g | image | line"
    " | linearGradient | marker | mask | path | pattern | polygon | polyline | radialGradient"
    " | rect | script | style | svg | switch | symbol | text | use | view)*",
    "WORDS": "(text- | ABOUT | a | altGlyph | animate | animateColor | set | tref | tspan)*",
    "EFFECTS": "(animate | set | feBlend | feColorMatrix | feComponentTransfer | feComposite"
    " | feConvolveMatrix | feDiffuseLighting | feDisplacementMap | feFlood | feGaussianBlur"
    " | feImage | feMerge | feMorphology | feOffset | feSpecularLighting | feTile | feTurbulence)*",
    "MOVED": "(animate | set)*",
    "LIGHT": "((feDistantLight | fePointLight | feSpotLight), (animate | animateColor | set)*)",
}

# element | content (text- is character data) | attribute collections | its own attributes
_TABLE = f"""
a | (text- | DRAWING)* | holder test xlink | transform target=nmtoken xlink:href! xlink:show=[new|replace] xlink:actuate=[onRequest]
altGlyph | text- | typed xlink | dx dy format glyphRef rotate x y
altGlyphDef | (glyphRef+ | altGlyphItem+) | core |
altGlyphItem | glyphRef+ | core |
animate | ABOUT | animation values addition target |
animateColor | ABOUT | animation values addition target |
animateMotion | ABOUT, mpath? | animation values addition | keyPoints origin path rotate
animateTransform | ABOUT | animation values addition target | type=[rotate|scale|skewX|skewY|translate]
circle | ABOUT, ANIMATE | shape | cx cy r! transform
clipPath | ABOUT, (ANIMATE | altGlyphDef | circle | ellipse | line | path | polygon | polyline | rect | text | use)* | core test style external text lines font paint colour opacity graphics cut | clipPathUnits={_UNITS} transform
color-profile | ABOUT | core xlink | local name! rendering-intent=[absolute-colorimetric|auto|perceptual|relative-colorimetric|saturation]
cursor | ABOUT | core test external xlink | x y xlink:href!
definition-src | empty | core xlink | xlink:href!
defs | DRAWING | holder test | transform
desc | text- | core style |
ellipse | ABOUT, ANIMATE | shape | cx cy rx! ry! transform
feBlend | MOVED | effect | in in2! mode=[darken|lighten|multiply|normal|screen]
feColorMatrix | MOVED | effect | in type=[hueRotate|luminanceToAlpha|matrix|saturate] values
feComponentTransfer | feFuncR?, feFuncG?, feFuncB?, feFuncA? | effect | in
feComposite | MOVED | effect | in in2! k1 k2 k3 k4 operator=[arithmetic|atop|in|out|over|xor]
feConvolveMatrix | MOVED | effect | bias divisor edgeMode=[duplicate|none|wrap] in kernelMatrix! kernelUnitLength order! preserveAlpha={_TRUTH} targetX targetY
feDiffuseLighting | LIGHT | effect style colour light | diffuseConstant in kernelUnitLength surfaceScale
feDisplacementMap | MOVED | effect | in in2! scale xChannelSelector=[A|B|G|R] yChannelSelector=[A|B|G|R]
feDistantLight | MOVED | core | azimuth elevation
feFlood | (animate | animateColor | set)* | effect style colour flood | in
feFuncA | MOVED | core | {_FUNCTION}
feFuncB | MOVED | core | {_FUNCTION}
feFuncG | MOVED | core | {_FUNCTION}
feFuncR | MOVED | core | {_FUNCTION}
feGaussianBlur | MOVED | effect | in stdDeviation
feImage | (animate | animateTransform | set)* | dressed external xlink primitive | {_RATIO} xlink:href! {_SHOWN}
feMerge | feMergeNode* | effect |
feMergeNode | MOVED | core | in
feMorphology | MOVED | effect | in operator=[dilate|erode] radius
feOffset | MOVED | effect | dx dy in
fePointLight | MOVED | core | x y z
feSpecularLighting | LIGHT | effect style colour light | in kernelUnitLength specularConstant specularExponent surfaceScale
feSpotLight | MOVED | core | limitingConeAngle pointsAtX pointsAtY pointsAtZ specularExponent x y z
feTile | MOVED | effect | in
feTurbulence | MOVED | effect | baseFrequency numOctaves seed stitchTiles=[noStitch|stitch] type=[fractalNoise|turbulence]
filter | ABOUT, EFFECTS | dressed external xlink box | filterRes filterUnits={_UNITS} primitiveUnits={_UNITS}
font | ABOUT, font-face, missing-glyph, (glyph | hkern | vkern)* | dressed external | {_ORIGIN} horiz-adv-x!
font-face | ABOUT, font-face-src?, definition-src? | core | {_FACE}
font-face-format | empty | core | string
font-face-name | empty | core | name
font-face-src | (font-face-name | font-face-uri)+ | core |
font-face-uri | font-face-format* | core xlink | xlink:href!
foreignObject | FOREIGN | holder test | height! width! transform x y
g | DRAWING | holder test | transform
glyph | DRAWING | dressed | {_GLYPH} arabic-form glyph-name lang orientation unicode
glyphRef | empty | core style font xlink | dx dy format glyphRef x y
hkern | empty | core | {_KERN}
image | ABOUT, ANIMATE | core test style external viewport colour opacity graphics profile cut events xlink | height! width! xlink:href! {_RATIO} transform x y {_SHOWN}
line | ABOUT, ANIMATE | shape markers | transform x1 x2 y1 y2
linearGradient | ABOUT, (animate | animateTransform | set | stop)* | core style external colour gradient xlink | {_SPREAD} x1 x2 y1 y2
marker | DRAWING | dressed external | markerHeight markerUnits=[strokeWidth|userSpaceOnUse] markerWidth orient {_RATIO} refX refY viewBox
mask | DRAWING | dressed external test box | maskContentUnits={_UNITS} maskUnits={_UNITS}
metadata | text- | core |
missing-glyph | DRAWING | dressed | {_GLYPH}
mpath | ABOUT | core external xlink | xlink:href!
path | ABOUT, ANIMATE | shape markers | d! pathLength transform
pattern | DRAWING | dressed external test xlink box | patternContentUnits={_UNITS} patternTransform patternUnits={_UNITS} {_RATIO} viewBox
polygon | ABOUT, ANIMATE | shape markers | points! transform
polyline | ABOUT, ANIMATE | shape markers | points! transform
radialGradient | ABOUT, (animate | animateTransform | set | stop)* | core style external colour gradient xlink | {_SPREAD} cx cy fx fy r
rect | ABOUT, ANIMATE | shape | height! width! rx ry transform x y
script | text- | core external xlink | type!
set | ABOUT | animation target | to
stop | (animate | animateColor | set)* | core style colour gradient | offset!
style | text- | core | media title type xml:space=[preserve]
svg | DRAWING | holder test document box | baseProfile contentScriptType contentStyleType {_RATIO} version=[1.1] viewBox zoomAndPan=[disable|magnify]
switch | ABOUT, (ANIMATE | a | circle | ellipse | foreignObject | g | image | line | path | polygon | polyline | rect | svg | switch | text | use)* | holder test | transform
symbol | DRAWING | holder | {_RATIO} viewBox
text | (text- | ABOUT | ANIMATE | a | altGlyph | textPath | tref | tspan)* | typed text | dx dy {_LENGTHS} rotate transform x y
textPath | WORDS | typed xlink | {_LENGTHS} method=[align|stretch] spacing=[auto|exact] startOffset xlink:href!
title | text- | core style |
tref | ABOUT, (animate | animateColor | set)* | typed xlink | dx dy {_LENGTHS} rotate x y xlink:href!
tspan | WORDS | typed | dx dy {_LENGTHS} rotate x y
use | ABOUT, ANIMATE | holder test xlink box | transform xlink:href! {_SHOWN}
view | ABOUT | core external | {_RATIO} viewBox viewTarget zoomAndPan=[disable|magnify]
vkern | empty | core | {_KERN}
"""  # noqa: E501 - a row a line

_LATER = {"a": "rel", "symbol": "width height"}
_LATER_ROW = "feDropShadow | MOVED | effect style colour flood | dx dy in stdDeviation\n"
_WORD = re.compile(r"[\w-]+")


def _collected(names: str) -> Iterator[str]:
    for name in names.split():
        if name in _FAMILIES:
            yield from _collected(_FAMILIES[name])
        else:
            yield _COLLECTIONS[name]


def add_svg11(grammar: Grammar, foreign: str, *, is_later: bool = False) -> None:
    """Add SVG 1.1 under the prefix ``svg``; ``foreign`` is what ``foreignObject`` may hold.

    With ``is_later`` it has what EPUB 3 takes of later versions: ``href``, ARIA and the like.
    """
    rows = list(rows_of(_TABLE + _LATER_ROW if is_later else _TABLE))
    elements = {row[0] for row in rows}
    classes = {**_CLASSES, "FOREIGN": foreign}
    if is_later:
        classes["EFFECTS"] = classes["EFFECTS"].replace(" | feFlood", " | feDropShadow | feFlood")

    def spelled(match: re.Match[str]) -> str:
        word = match[0]
        if word == "text-":
            return "text"
        if word in classes:
            return f"svg-{word}"
        return f"svg:{word}" if word in elements else word

    grammar.wild["#other"] = _is_foreign
    for name, model in classes.items():
        text = model if name == "FOREIGN" else _WORD.sub(spelled, model)
        grammar.add_class(f"svg-{name}", text)
    for name, model, collections, own in rows:
        attributes, required = attributes_of(" ".join([*_collected(collections), own]))
        if is_later:
            attributes |= attributes_of(_later_attributes(name, attributes))[0]
            required -= {"xlink:href", "type"} if name == "script" else {"xlink:href"}
        content = _WORD.sub(spelled, model)
        grammar.define(
            f"svg:{name}",
            "#other*" if content == "empty" else f"({content}) & #other*",
            attributes,
            required=required,
        )


def _later_attributes(name: str, attributes: Mapping[str, str]) -> str:
    names = " ".join(f"aria-{property_}" for property_ in PROPERTIES)
    href = "href" if "xlink:href" in attributes else ""
    own = _LATER.get(name, "")
    return f"{names} role lang tabindex focusable class epub:type epub:prefix {href} {own}"


@cache
def advice_grammar() -> Grammar:
    """Return the grammar by which a drawing of EPUB 3 is advised; it is built once."""
    grammar = Grammar(
        {"": SVG, "svg": SVG, "xlink": XLINK, "xml": XML, "epub": OPS},
        start="svg:svg",
        drops_data=True,
    )
    grammar.closed -= {SVG}
    add_svg11(grammar, "any", is_later=True)
    for name in ("title", "desc", "metadata"):
        grammar.define(f"svg:{name}", "any", open=True)
    return grammar


def _is_foreign(tag: str) -> bool:
    return not tag.startswith(_JUDGED)


@cache
def svg11_grammar() -> Grammar:
    """Return the grammar of a drawing of its own in EPUB 2; it is built once."""
    grammar = Grammar(
        {"": SVG, "svg": SVG, "xlink": XLINK, "xml": XML},
        start="svg:svg",
        closed=(OPS,),
    )
    grammar.closed -= {SVG}  # an attribute svg:fill is foreign: SVG's own have no namespace
    add_svg11(grammar, "svg:svg*")
    return grammar

"""Sanitizing of SVG: known elements and attributes, no external resources.

Any other element is an error with its line. Data of drawing programs is removed.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from tbh_model.content._image_files import refusal

_MAX_SVG_BYTES: Final = 8 * 2**20
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_ENCODINGS: Final = frozenset(
    re.findall(
        r"[\w:-]+",
        "utf-8 utf8 us-ascii ascii iso-8859-1 latin1 windows-1252 utf-16 utf-16le utf-16be ",
    )
)
_PLAIN_HINT: Final = "save it as plain SVG, without what it needs beside the drawing"

_ELEMENTS: Final = frozenset(
    re.findall(
        r"[\w:-]+",
        "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon "
        "text tspan textPath image style marker pattern clipPath mask linearGradient "
        "radialGradient stop filter switch view a animate animateTransform animateMotion "
        "animateColor set mpath feBlend feColorMatrix feComponentTransfer feComposite "
        "feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood "
        "feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
        "fePointLight feSpecularLighting feSpotLight feTile feTurbulence ",
    )
)
_ANIMATIONS: Final = frozenset({"animate", "animateColor", "set"})
_ATTRIBUTES: Final = frozenset(
    re.findall(
        r"[\w:-]+",
        "id class style lang tabindex role type media version baseProfile x y x1 y1 x2 y2 cx cy r "
        "rx ry fx fy fr d points width height viewBox preserveAspectRatio transform transform- "
        "origin href target rel pathLength offset gradientUnits gradientTransform spreadMethod "
        "patternUnits patternContentUnits patternTransform clipPathUnits maskUnits "
        "maskContentUnits markerUnits markerWidth markerHeight refX refY orient requiredFeatures "
        "requiredExtensions systemLanguage dx dy rotate textLength lengthAdjust startOffset "
        "method spacing side filterUnits primitiveUnits filterRes in in2 result mode values "
        "operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode "
        "kernelUnitLength preserveAlpha surfaceScale diffuseConstant specularConstant "
        "specularExponent limitingConeAngle pointsAtX pointsAtY pointsAtZ z azimuth elevation "
        "scale xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves "
        "seed stitchTiles tableValues slope intercept amplitude exponent attributeName "
        "attributeType begin dur end min max restart repeatCount repeatDur fill calcMode keyTimes "
        "keySplines keyPoints from to by additive accumulate path origin zoomAndPan enable- "
        "background xmlns contentScriptType contentStyleType crossorigin decoding alignment- "
        "baseline baseline-shift clip clip-path clip-rule color color-interpolation color- "
        "interpolation-filters color-profile color-rendering cursor direction display dominant- "
        "baseline fill-opacity fill-rule filter flood-color flood-opacity font font-family font- "
        "feature-settings font-kerning font-size font-size-adjust font-stretch font-style font- "
        "variant font-weight glyph-orientation-horizontal glyph-orientation-vertical image- "
        "rendering isolation kerning letter-spacing lighting-color line-height marker marker-end "
        "marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order "
        "pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke- "
        "dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width "
        "text-align text-anchor text-decoration text-overflow text-rendering unicode-bidi vector- "
        "effect visibility white-space word-spacing writing-mode ",
    )
)
_XLINKS: Final = frozenset({"href", "title", "type", "show", "actuate", "role", "arcrole"})
# Namespaces of drawing programs and metadata, which browsers ignore.
_PROGRAM_NAMESPACES: Final = re.compile(
    r"http://www\.inkscape\.org/|http://sodipodi\.sourceforge\.net/|http://web\.resource\.org/cc/|"
    r"http://creativecommons\.org/ns#|http://purl\.org/dc/|http://www\.w3\.org/1999/02/22-rdf-|"
    r"http://ns\.adobe\.com/|https?://(?:www\.)?(?:bohemiancoding|sketch|figma|serif|boxy-svg|vectornator)\.|"
    r"https?://svgjs\.|http://www\.bohemiancoding\.com/|adobe:ns:meta/",
)
_FRAGMENT: Final = re.compile(r"#[^\s\"'()<>]*")
_EMBEDDED_IMAGE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_WEB_LINK: Final = re.compile(r"(?:https?://|mailto:)[^\s\"'<>\\]+", re.IGNORECASE)
_UNSAFE_CSS: Final = re.compile(
    r"\\|@import|@charset|@namespace|@document|expression\s*\(|javascript:|vbscript:|-moz-binding|"
    r"behavior\s*:|image-set\s*\(|image\s*\(|cross-fade\s*\(|element\s*\(|src\s*\(|</",
    re.IGNORECASE,
)
_URL_IN_CSS: Final = re.compile(r"url\s*\(\s*(\"[^\"]*\"|'[^']*'|[^)]*)\s*\)?", re.IGNORECASE)
_COMMENT_IN_CSS: Final = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_EMBEDDED_FONT: Final = re.compile(
    r"data:(?:font|application)/[\w.+-]+(?:;charset=[\w-]+)?;base64,"
)
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY|<!ATTLIST|<!ELEMENT", re.IGNORECASE)


def strip_svg(data: bytes) -> bytes:
    """Return a drawing as it is published: its own bytes, where nothing had to be left out.

    Raises:
        PictureError: If it cannot be read, or does more than show.
    """
    from lxml import etree

    if len(data) > _MAX_SVG_BYTES:
        raise refusal(None, f"is larger than {_MAX_SVG_BYTES // 2**20} MB", "save it smaller")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        reason = str(getattr(error, "msg", error)).partition(", line")[0]
        raise refusal(line, f"is not well-formed: {reason}", "save the drawing anew") from None
    has_declarations = _has_declarations(data, root.getroottree().docinfo)
    if root.tag not in {f"{{{_SVG}}}svg", "svg"}:  # a bare one is shown nowhere, and does nothing
        hint = f'begin it with <svg xmlns="{_SVG}">'
        raise refusal(root.sourceline, "is no SVG: its first element is another", hint)
    removals: list[tuple[Any, str | None]] = [(note, None) for note in _invisible_nodes(root)]
    for node in root.iter():
        if isinstance(node.tag, str) and not _is_program_element(node):
            _check_element(node)
            removals += [(node, str(key)) for key in node.attrib if _is_program_attribute(str(key))]
    if not removals and not has_declarations:
        return data
    for node, key in removals:
        if key is not None:
            del node.attrib[key]
        elif node.getparent() is not None:  # what stands outside the drawing is not written
            _remove_node(node)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _has_declarations(data: bytes, information: Any) -> bool:
    """Return whether a document type declares entities or attributes, which then is left out."""
    encoding = (information.encoding or "utf-8").lower()
    if encoding not in _ENCODINGS:
        raise refusal(None, f"is in the encoding {encoding}", "save it as UTF-8")
    return _DOCTYPE.search(data.decode(encoding, errors="replace")) is not None


def _invisible_nodes(root: Any) -> Iterator[Any]:
    """Yield what does not show: comments, instructions, metadata, elements of programs."""
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if not isinstance(node.tag, str):
            if getattr(node, "target", "xpacket") != "xpacket":
                message = f"has an instruction to programs, <?{node.target}?>"
                raise refusal(node.sourceline, message, "take it out")
            if "Entity" in type(node).__name__:
                raise refusal(node.sourceline, "holds an entity", "write the sign itself")
            yield node
        elif node.tag == f"{{{_SVG}}}metadata" or _is_program_element(node):
            yield node


def _is_program_element(node: Any) -> bool:
    return any(
        isinstance(above.tag, str)
        and (above.tag == f"{{{_SVG}}}metadata" or _PROGRAM_NAMESPACES.match(above.tag[1:]))
        for above in (node, *node.iterancestors())
    )


def _is_program_attribute(key: str) -> bool:
    return key.startswith("{") and _PROGRAM_NAMESPACES.match(key[1:]) is not None


def _remove_node(node: Any) -> None:
    """Remove a node, but keep the text after it."""
    above, tail = node.getparent(), node.tail
    if tail:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + tail
        else:
            above.text = (above.text or "") + tail
    above.remove(node)


def _check_element(node: Any) -> None:
    namespace, _, name = node.tag.rpartition("}")
    if namespace[1:] not in {_SVG, ""} or name not in _ELEMENTS:
        raise refusal(node.sourceline, f"holds <{name}>, which is not shown as it is", _PLAIN_HINT)
    if name == "style":
        _check_css("".join(node.itertext()), node, "style")
    if name in _ANIMATIONS:
        target = (node.get("attributeName") or "").rpartition(":")[2].lower()
        if target not in {attribute.lower() for attribute in _ATTRIBUTES} - {
            "href",
            "style",
            "class",
            "id",
        }:
            raise refusal(node.sourceline, f"holds <{name}> that changes `{target}`", "take it out")
    for key, value in node.items():
        _check_attribute(node, name, str(key), str(value))


def _check_attribute(node: Any, element: str, key: str, value: str) -> None:
    namespace, _, name = key.rpartition("}")
    if _is_program_attribute(key):
        return
    known_attributes = {"": _ATTRIBUTES, f"{{{_XLINK}": _XLINKS, f"{{{_XML}": {"space", "lang"}}
    if name not in known_attributes.get(namespace, ()) and not _is_data_attribute(namespace, name):
        raise refusal(node.sourceline, f"has `{name}` on <{element}>", _PLAIN_HINT)
    if name == "href":
        match = _FRAGMENT.fullmatch(value)
        if element == "image":
            match = _EMBEDDED_IMAGE.fullmatch(value)
        elif element == "a":
            match = match or _WEB_LINK.fullmatch(value)
        if match is None:
            excerpt = value[:40]
            raise refusal(node.sourceline, f"has <{element}> lead to `{excerpt}`", _PLAIN_HINT)
    else:
        _check_css(value, node, name)


def _is_data_attribute(namespace: str, name: str) -> bool:
    return namespace == "" and re.fullmatch(r"(?:data|aria)-[\w.-]+", name) is not None


def _check_css(text: str, node: Any, name: str) -> None:
    text = _COMMENT_IN_CSS.sub("", text)
    match = _UNSAFE_CSS.search(text)
    if match is not None:
        raise refusal(node.sourceline, f"has `{match[0]}` in `{name}`", _PLAIN_HINT)
    for address in _URL_IN_CSS.findall(text):
        bare = address.strip().strip("\"'").strip()
        if not (_FRAGMENT.fullmatch(bare) or _EMBEDDED_IMAGE.fullmatch(bare)):
            if _EMBEDDED_FONT.match(bare):
                continue
            raise refusal(
                node.sourceline,
                f"has `url({bare[:40]})` in `{name}`, which is fetched",
                _PLAIN_HINT,
            )

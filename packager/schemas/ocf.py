"""The content model of the container's own files.

https://www.w3.org/TR/epub-33/#sec-container-metainf
"""

from __future__ import annotations

from functools import cache

from packager.schemas.grammar import Grammar

NAMESPACES = {
    "": "urn:oasis:names:tc:opendocument:xmlns:container",
    "rendition": "http://www.idpf.org/2013/rendition",
    "enc": "http://www.w3.org/2001/04/xmlenc#",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


@cache
def container(version: str) -> Grammar:
    """Return the grammar of container.xml in a book of version ``"2"`` or ``"3"``."""
    grammar = Grammar(NAMESPACES, start="container", open_attributes=False)
    grammar.define("container", "rootfiles, links?", "version!=[1.0]")
    grammar.define("rootfiles", "rootfile+", "")
    media_type = "media-type!=[application/oebps-package+xml]" if version == "3" else "media-type!"
    selection = " rendition:media rendition:layout rendition:language rendition:accessMode"
    grammar.define("rootfile", "empty", f"full-path! {media_type}{selection} rendition:label")
    grammar.define("links", "link+", "")
    grammar.define("link", "empty", "href!=url rel! media-type")
    return grammar


@cache
def encryption() -> Grammar:
    """Return the grammar of encryption.xml."""
    grammar = Grammar(NAMESPACES, start="encryption")
    grammar.define("encryption", "(enc:EncryptedData | enc:EncryptedKey)+", "")
    own = "Id=ncname Type=url MimeType Encoding=url"
    inside = "enc:EncryptionMethod?, ds:KeyInfo?, enc:CipherData, enc:EncryptionProperties?"
    grammar.define("enc:EncryptedData", inside, own)
    grammar.define(
        "enc:EncryptedKey", f"{inside}, enc:ReferenceList?, enc:CarriedKeyName?", f"{own} Recipient"
    )
    grammar.define("enc:EncryptionMethod", "any", "Algorithm!=url")
    grammar.define("ds:KeyInfo", "any", "Id=ncname")
    grammar.define("enc:CipherData", "(enc:CipherValue | enc:CipherReference)", "")
    grammar.define("enc:CipherValue", "text", "")
    grammar.define("enc:CipherReference", "enc:Transforms?", "URI!=url")
    grammar.define("enc:Transforms", "any", "")
    grammar.define("enc:EncryptionProperties", "any", "Id=ncname")
    grammar.define("enc:ReferenceList", "any", "")
    grammar.define("enc:CarriedKeyName", "text", "")
    return grammar


@cache
def signatures() -> Grammar:
    """Return the grammar of signatures.xml."""
    grammar = Grammar(NAMESPACES, start="signatures")
    grammar.define("signatures", "ds:Signature+", "")
    grammar.define("ds:Signature", "any", "Id=ncname")
    return grammar

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
    "ns": "http://www.idpf.org/2016/encryption#compression",
    "md": "http://www.idpf.org/2013/metadata",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


@cache
def container(version: str) -> Grammar:
    """Return the grammar of container.xml in a book of version ``"2"`` or ``"3"``."""
    grammar = Grammar(NAMESPACES, start="container", open_attributes=False)
    grammar.define("container", "rootfiles, links?", "version!=[1.0]")
    grammar.define("rootfiles", "rootfile+", "")
    media_type = "media-type!=[application/oebps-package+xml]" if version == "3" else "media-type!"
    selection = (
        " rendition:media rendition:layout rendition:language=filled-language"
        " rendition:accessMode=access-modes"
    )
    grammar.define("rootfile", "empty", f"full-path! {media_type}{selection} rendition:label")
    grammar.define("links", "link+", "")
    grammar.define("link", "empty", "href!=url rel! media-type=media-type")
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
    grammar.define("enc:CipherValue", "%base64", "")
    grammar.define("enc:CipherReference", "enc:Transforms?", "URI!=url")
    grammar.define("enc:Transforms", "any", "")
    grammar.define("enc:EncryptionProperties", "enc:EncryptionProperty+", "Id=ncname")
    grammar.define("enc:EncryptionProperty", "any", "Id=ncname Target=url", open=True)
    grammar.define("ns:Compression", "any", "Method!=[0|8] OriginalLength!=natural")
    grammar.define("enc:ReferenceList", "any", "")
    grammar.define("enc:CarriedKeyName", "text", "")
    return grammar


@cache
def metadata() -> Grammar:
    """Return the grammar of metadata.xml, which tells what several renditions share."""
    grammar = Grammar(NAMESPACES, start="md:metadata")
    names = """contributor coverage creator date description format identifier language publisher
    relation rights source subject title type""".split()
    about = " | ".join(["md:meta", "md:link", *(f"dc:{name}" for name in names)])
    grammar.define("md:metadata", f"({about})*", "unique-identifier=ncname")
    for name in names:
        grammar.define(f"dc:{name}", "%filled-text", "id=ncname")
    grammar.define("md:meta", "%filled-text", "property!=nmtoken refines=url scheme=nmtoken")
    grammar.define("md:link", "empty", "href!=url rel!=nmtokens refines=url media-type=media-type")
    return grammar


@cache
def signatures() -> Grammar:
    """Return the grammar of signatures.xml."""
    grammar = Grammar(NAMESPACES, start="signatures")
    grammar.define("signatures", "ds:Signature+", "")
    # https://www.w3.org/TR/xmldsig-core1/#sec-CoreSyntax
    inside = "ds:SignedInfo, ds:SignatureValue, ds:KeyInfo?, ds:Object*"
    grammar.define("ds:Signature", inside, "Id=ncname")
    inside = "ds:CanonicalizationMethod, ds:SignatureMethod, ds:Reference+"
    grammar.define("ds:SignedInfo", inside, "Id=ncname")
    grammar.define("ds:CanonicalizationMethod", "any", "Algorithm!=url")
    grammar.define("ds:SignatureMethod", "any", "Algorithm!=url")
    grammar.define("ds:HMACOutputLength", "%integer", "")
    inside = "ds:Transforms?, ds:DigestMethod, ds:DigestValue"
    grammar.define("ds:Reference", inside, "Id=ncname URI=url Type=url")
    grammar.define("ds:Transforms", "ds:Transform+", "")
    grammar.define("ds:Transform", "any", "Algorithm!=url")
    grammar.define("ds:DigestMethod", "any", "Algorithm!=url")
    grammar.define("ds:DigestValue", "%base64", "")
    grammar.define("ds:SignatureValue", "%base64", "Id=ncname")
    grammar.define("ds:KeyInfo", "any", "Id=ncname")
    grammar.define("ds:Object", "any", "Id=ncname MimeType Encoding=url")
    return grammar

"""The content models of the package document and of the container's own files."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import DC, Container, Element, Encryption, MetaInf, Package
from packager.check.finding import Problem
from packager.check.load.container import PACKAGE_TYPE
from packager.check.registry import rule
from packager.check.rules.content_models import problems

_FILE = "EPUB/content.opf"
_CONTAINER = "META-INF/container.xml"
_TYPED = f'media-type="{PACKAGE_TYPE}"'


@rule(
    "RSC-005",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-package-doc",
    bad={_FILE: (("<dc:language>en", "<dc:language>"),)},
)
def package_content_model(package: Package) -> Iterator[Problem]:
    """The package document has the elements and attributes that its version lists, in its order.

    Readers look for metadata, manifest and spine where the standard puts them and nowhere else.
    """
    from packager.schemas.opf import package_2, package_3

    yield from problems(package, package_3() if package.version == "3" else package_2())


@rule(
    "RSC-005",
    sees=Container,
    spec="https://www.w3.org/TR/epub-33/#sec-container-metainf-container.xml",
    bad={_CONTAINER: ((' version="1.0">', ">"),)},
)
def container_content_model(container: Container) -> Iterator[Problem]:
    """container.xml has the elements and attributes that the standard lists."""
    from packager.schemas import ocf

    # EPUBCheck 5.3.0 goes no further where no package document is named.
    named = (r for r in container.rootfiles if r.media_type == PACKAGE_TYPE)
    archive = container.archive
    if any(r.path and (archive is None or r.path in archive) for r in named):
        yield from problems(container, ocf.container(container.version))


@rule(
    "RSC-005",
    sees=Encryption,
    spec="https://www.w3.org/TR/epub-33/#sec-container-metainf-encryption.xml",
    bad={"META-INF/encryption.xml": b"<encryption/>"},
)
def encryption_content_model(encryption: Encryption) -> Iterator[Problem]:
    """encryption.xml has the elements and attributes that XML Encryption lists."""
    from packager.schemas import ocf

    yield from problems(encryption, ocf.encryption())


@rule(
    "RSC-005",
    sees=MetaInf,
    spec="https://www.w3.org/TR/epub-33/#sec-container-metainf-signatures.xml",
    bad={"META-INF/signatures.xml": b"<signatures/>"},
)
def signatures_content_model(document: MetaInf) -> Iterator[Problem]:
    """signatures.xml holds signatures as XML Signature has them."""
    from packager.schemas import ocf

    if document.path.endswith("/signatures.xml"):
        yield from problems(document, ocf.signatures())


@rule(
    "RSC-005",
    sees=MetaInf,
    versions=("3",),
    spec="https://idpf.org/epub/renditions/multiple/",
    bad={
        "META-INF/metadata.xml": b"<metadata/>",
        _CONTAINER: (("</rootfiles>", f'<rootfile full-path="b" {_TYPED}/></rootfiles>'),),
    },
)
def renditions_metadata_content_model(document: MetaInf) -> Iterator[Problem]:
    """metadata.xml has the elements of a package's metadata, in a namespace of its own."""
    from packager.schemas import ocf

    if document.path.endswith("/metadata.xml") and "several-renditions" in document.features:
        yield from problems(document, ocf.metadata())


@rule(
    "RSC-005",
    sees=Encryption,
    spec="https://www.w3.org/TR/epub-33/#sec-container-metainf-encryption.xml",
    bad={
        "META-INF/encryption.xml": b"<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:"
        b"container' xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:EncryptedData Id='a'/>"
        b"<e:EncryptedData Id='a'/></encryption>"
    },
)
def encryption_ids_distinct(encryption: Encryption) -> Iterator[Problem]:
    """No two elements of encryption.xml have the same ``Id``."""
    seen: dict[str, list[Element]] = {}
    for element in encryption.orders:
        id_ = element.get("Id")
        if id_ is not None:
            seen.setdefault(id_.strip(), []).append(element)
    for id_, elements in seen.items():
        for element in elements if len(elements) > 1 else ():
            yield Problem(encryption.place(element), f"the Id {id_!r} is there more than once")


@rule(
    "RSC-005",
    sees=MetaInf,
    versions=("3",),
    spec="https://idpf.org/epub/profiles/edu/spec/",
)
def renditions_textbook_type(document: MetaInf) -> Iterator[Problem]:
    """The metadata of all renditions of a textbook say that it is one."""
    if document.path != "META-INF/metadata.xml" or document.profile != "edupub":
        return
    types = {(element.text or "").strip() for element in document.named(f"{{{DC}}}type")}
    if document.root is not None and "edupub" not in types:
        yield Problem(document.place(document.root), "has no dc:type 'edupub'; add it")

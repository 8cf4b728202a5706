"""What a rendered document says."""

import io

import pikepdf
import pypdfium2


def texte(octets):
    pages = pypdfium2.PdfDocument(octets)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages).replace("\u00a0", " ")


def metadonnees(octets: bytes) -> str:
    """What a document says of itself besides its pages, lowered: its information, its XMP, bookmarks, attachments."""
    with pikepdf.open(io.BytesIO(octets)) as document:
        xmp = document.Root.Metadata.read_bytes().decode() if "/Metadata" in document.Root else ""
        with document.open_outline() as plan:
            signets = [str(signet.title) for signet in plan.root]
        dites = [*map(str, document.docinfo.values()), xmp, *signets, *document.attachments]
    return " ".join(dites).lower()

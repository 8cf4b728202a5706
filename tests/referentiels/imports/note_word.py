"""A footnote slipped into a made document."""

import io
import zipfile


def avec_note(contenu: bytes, avant: str, texte: str) -> bytes:
    """The same archive with a footnote called just before the second word of `avant`."""
    espace = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    lien = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    mot, suite = avant.split(" ", 1)
    remplacements = {
        "word/document.xml": (
            f"{mot} {suite}",
            f"{mot}</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t xml:space='preserve'> {suite}",
        ),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f"<Relationship Id='rIdNote' Type='{lien}' Target='footnotes.xml'/></Relationships>",
        ),
        "[Content_Types].xml": (
            "</Types>",
            "<Override PartName='/word/footnotes.xml' ContentType='application/vnd.openxmlformats-officedocument."
            "wordprocessingml.footnotes+xml'/></Types>",
        ),
    }
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as source, zipfile.ZipFile(sortie, "w") as copie:
        for nom in source.namelist():
            partie = source.read(nom)
            if nom in remplacements:
                ancien, nouveau = remplacements[nom]
                partie = partie.decode().replace(ancien, nouveau).encode()
            copie.writestr(nom, partie)
        copie.writestr(
            "word/footnotes.xml",
            f"<w:footnotes {espace}><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{texte}</w:t></w:r>"
            "</w:p></w:footnote></w:footnotes>",
        )
    return sortie.getvalue()

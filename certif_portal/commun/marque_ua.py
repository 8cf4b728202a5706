"""The mark of PDF/UA-1 (ISO 14289-1) beside that of PDF/A-3a, which WeasyPrint writes one without the other.

What the mark says (structure, titles, headings, tables, alternatives) is asked of each document by the tests
(`tests/commun/acces_pdf.py`). A file that something else was added to bears it no more.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

FIN = b"</rdf:RDF>"
MARQUE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""PDF/A lets a property of another standard in when its schema is told beside."""


def marquer(pdf: Any) -> None:
    """In the metadata of a document that WeasyPrint is about to write; a header says whether it is of a column or of a
    row, which WeasyPrint leaves out."""
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            groupe = _parent(pdf, _parent(pdf, element))
            element["A"]["Scope"] = "/Column" if groupe["S"] == "/THead" else "/Row"
    flux = pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream
    flux[0] = flux[0].replace(FIN, MARQUE + FIN, 1)


def _parent(pdf: Any, element: Any) -> Any:
    return pdf.objects[int(element["P"].split()[0])]


def demarquer(document: "pikepdf.Pdf") -> None:
    """Pages or a picture are laid in that nobody tagged."""
    if "/Metadata" in document.Root:
        metadonnees = document.Root.Metadata.read_bytes()
        if MARQUE in metadonnees:
            document.Root.Metadata.write(metadonnees.replace(MARQUE, b""))

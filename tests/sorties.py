"""What a hostile text became where it came out: its marks are looked for as markup, a template, a formula."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import lxml.etree
import lxml.html
from django.utils.safestring import SafeString

BALISE = "zqxh"
HOSTILE = f'"><{BALISE} onfocus={BALISE}()>zqx{{{{ 7*7 }}}}{{% now "Y" %}}zqx</{BALISE}>'
FORMULE = f'=HYPERLINK("http://127.0.0.1:9/{BALISE}","x")'
CALCULE = re.compile(r"zqx49|\}\}\d{4}zqx")


def hostile(valeur: Any, texte: str = HOSTILE) -> Any:
    """The same, each text in it replaced: what a document or a page is given, had somebody typed that everywhere."""
    if isinstance(valeur, SafeString):
        return valeur  # a drawing of ours
    if isinstance(valeur, str):
        return texte if valeur else valeur
    if is_dataclass(valeur) and not isinstance(valeur, type):
        return replace(valeur, **{f.name: hostile(getattr(valeur, f.name), texte) for f in fields(valeur) if f.init})
    if isinstance(valeur, dict):
        return {cle: hostile(une, texte) for cle, une in valeur.items()}
    if isinstance(valeur, list | tuple) and not hasattr(valeur, "_fields"):
        return type(valeur)(hostile(une, texte) for une in valeur)
    return valeur


def fautes_html(page: str) -> Iterator[str]:
    """An element or an attribute that came from the text; a template that was computed."""
    arbre = lxml.html.fromstring(page)
    for element in arbre.iter():
        if not isinstance(element.tag, str):
            continue
        if BALISE in element.tag:
            yield f"élément <{element.tag}>"
        for nom, valeur in element.attrib.items():
            if BALISE in nom or (nom.startswith("on") and BALISE in valeur):
                yield f"attribut {nom}={valeur[:40]}"
            if nom in ("href", "src", "action") and valeur.strip().casefold().startswith(("javascript:", "data:text")):
                yield f"adresse {valeur[:40]}"
    if CALCULE.search(page):
        yield "gabarit calculé"


def fautes_archive(octets: bytes) -> Iterator[str]:
    """Of a workbook or a Word document: a formula, a link outside, a part that is no XML any more."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        for nom in archive.namelist():
            if not nom.endswith((".xml", ".rels")):
                continue
            arbre = lxml.etree.fromstring(archive.read(nom))
            locaux = [lxml.etree.QName(e).localname for e in arbre.iter() if isinstance(e.tag, str)]
            if BALISE in locaux:
                yield f"{nom} : élément {BALISE}"
            if nom.startswith("xl/worksheets/") and {"f", "hyperlink"} & set(locaux):
                yield f"{nom} : formule ou lien"
            if any(e.get("TargetMode") == "External" for e in arbre.iter() if isinstance(e.tag, str)):
                yield f"{nom} : lien vers le dehors"

"""What a PDF says to who reads it without seeing it: the mark of PDF/UA is asked to be true."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

NOMS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


def noeuds(noeud: Any) -> Iterator[Any]:
    """The structure, in the order in which it is read."""
    if isinstance(noeud, pikepdf.Array):
        for enfant in noeud:
            yield from noeuds(enfant)
    elif isinstance(noeud, pikepdf.Dictionary):
        if "/S" in noeud:
            yield noeud
        if "/K" in noeud:
            yield from noeuds(noeud.K)


def portee(cellule: Any) -> str:
    attributs = cellule.get("/A", pikepdf.Array())
    for un in attributs if isinstance(attributs, pikepdf.Array) else [attributs]:
        if isinstance(un, pikepdf.Dictionary) and "/Scope" in un:
            return str(un.Scope)
    return ""


def fautes(octets: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(octets)) as document:
        racine = document.Root
        dites = []
        if document.open_metadata().get("pdfuaid:part") != "1":
            dites.append("ne porte pas la marque PDF/UA")
        if not racine.get("/MarkInfo", {}).get("/Marked"):
            dites.append("n’est pas balisé")
        if not str(racine.get("/Lang", "")):
            dites.append("ne dit pas sa langue")
        if not str(document.docinfo.get("/Title", "")).strip():
            dites.append("n’a pas de titre")
        if not racine.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            dites.append("montre son nom de fichier et non son titre")
        dites += [f"page {n} : ordre de tabulation" for n, page in enumerate(document.pages, 1) if _sans_ordre(page)]
        return dites + _de_la_structure(list(noeuds(racine.get("/StructTreeRoot", pikepdf.Dictionary()))))


def _sans_ordre(page: Any) -> bool:
    return len(page.get("/Annots", [])) > 0 and str(page.get("/Tabs", "")) != "/S"


def _de_la_structure(tous: list[Any]) -> list[str]:
    dites, avant = [], 0
    if not tous:
        return ["n’a pas de structure"]
    for noeud in tous:
        sorte = str(noeud.S)
        if sorte == "/Figure" and not str(noeud.get("/Alt", "")).strip():
            dites.append("une image sans texte")
        elif sorte == "/TH" and not portee(noeud):
            dites.append("un en-tête sans portée")
        elif sorte in NOMS:
            rang = NOMS.index(sorte) + 1
            if rang > avant + 1:
                dites.append(f"un titre de rang {rang} après un de rang {avant}")
            avant = rang
    return dites

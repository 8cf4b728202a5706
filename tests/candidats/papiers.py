"""A class of forty, and the identity papers that its OF has on its disk: names in any order, homonyms, two unnamed."""

import base64
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pypdfium2
from PIL import Image, ImageDraw

from candidats.models import Inscription
from candidats.services.inscription import creer_inscription
from certif_portal.commun.textes import cle_recherche
from tests.candidats.factories import donnees_completes

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVhtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABfAABAAAAAAAAAjIAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA2GlwcnAAAAC5aXBjbwAAAHpodmNDAQNwAAAAkAAAAAAAWvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAWroCQGEAAQAtQgEBA3AAAAMAkAAAAwAAAwBaoAUCAZn3lupJKa5uAhoMCAAAAwDIAAADAAhAYgABAAdEAcFysGJAAAAAE2Nv"
    "bHJuY2x4AAEADQAGgAAAABRpc3BlAAAAAAAAAoAAAAGUAAAAEHBpeGkAAAAAAwgICAAAABdpcG1hAAAAAAAAAAEAAQSBAgMEAAAC"
    "Om1kYXQAAAIuKAGvU4kQY8HAsFCi+Q6SXxf5da8jbf/570xsZI/A/XG+XgF0BzigAAADADlg0+SFxNhSiHpgP6GbaplKtMwOM708"
    "kRKpD31aAkbCjgT8ywvh/jr3DJ3rvBEBGjAAhhlArZRaKrNcQ2dJatjY18tVMFBQUtg9jsNXGFAfU1m4J+9Vuxt28fELAY4bm4xN"
    "/3WNahD2JULAT1oex5PqeF83Mk55/3/N6aevXq/m1VT99DTOz1iEv097msAdg37F7mKNnMj9SC7BW23pPftnX+HSke4T+RrcdTnz"
    "hh3aO23kJhZYSH3rWW7lg6iyVtrtRmfYwA3mg3jiPwZQcICxs/czJb2N5/dZj5+H0DhmASdJvz86rpx1Ino2qMMLdzYhKgT6Dyly"
    "Z/7mU7b57dkWcH2F3O+nhV/1NvocmFGJ79cfCtKa3f+2jzi0Y6dSTvuL/oioMsKqSMOPpznvn3BrfngZU8Gq7zU/558Aisp/8fWB"
    "fp+968kh8h8cCDXYG0OIqlg4H4Aw2P8rRwR0b6TI2VoRWR4IqBz4JdXPt0NlfFmPJ1vK/7NMNdxcOSfk5OoG26WRaxPPc3CPEiyT"
    "NgCBgMP6DQSFOKNlmlaMAADOgL0yanoIAAADAAAgoL91LsAAAAMAAA9IZKOjBfidzML6D1A/u+L6Oj3PfT+ZgMnPKVDFI1553CE6"
    "eAAAAwAADvgAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAACUg"
)
"""The photo of a card, 640 × 404, as a telephone writes it."""
PRENOMS = ("Zoé", "Jean-Pierre", "Łucja", "Anne-Marie", "Loïc", "Maëlle", "Yann", "Inès", "Théo", "Nolwenn")
NOMS = ("LE GOFF", "DUPONT", "O’BRIEN", "KERMARREC", "NGUYỄN", "BÉNARD", "DA SILVA", "GUÉGUEN", "FAŸ", "MAËLSTRÖM")


def personnes() -> list[tuple[str, str, date]]:
    """Thirty-eight of their own name, and two of one name born another day."""
    uniques = [(NOMS[rang % 10], PRENOMS[(rang + rang // 10) % 10]) for rang in range(38)]
    lieux = [
        (nom, prenom, date(1990 + rang % 12, 1 + rang % 12, 1 + rang % 28))
        for rang, (nom, prenom) in enumerate(uniques)
    ]
    return [*lieux, ("MARTIN", "Lucas", date(1991, 3, 4)), ("MARTIN", "Lucas", date(1996, 8, 9))]


def classe(organisme, referentiel, par, a, rangs: Iterable[int] = range(40)) -> list[Inscription]:
    """Forty drafts that only miss their paper, or those of these ranks."""
    modele = donnees_completes(referentiel_id=referentiel.pk)
    return [
        creer_inscription(
            donnees=replace(modele, nom_naissance=nom, prenom=prenom, date_naissance=naissance, courriel=""),
            organisme=organisme,
            par=par,
            a=a,
        )
        for nom, prenom, naissance in (personnes()[rang] for rang in rangs)
    ]


def carte(nom: str, prenom: str, *, taille: tuple[int, int] = (856, 540), graine: int = 0) -> Image.Image:
    image = Image.new("RGB", taille, (214, 226, 240))
    dessin = ImageDraw.Draw(image)
    dessin.rectangle((40, 120, 260, 420), fill=(150, 165, 190))
    dessin.text((300, 140), f"NOM {nom}", fill=(20, 20, 40), font_size=40)
    dessin.text((300, 220), f"PRÉNOM {prenom}", fill=(20, 20, 40), font_size=40)
    dessin.text((300, 300), f"SPÉCIMEN {graine}", fill=(120, 40, 40), font_size=30)
    return image


def en_jpeg(image: Image.Image, qualite: int = 85) -> bytes:
    sortie = io.BytesIO()
    image.save(sortie, "JPEG", quality=qualite)
    return sortie.getvalue()


def en_pdf(image: Image.Image) -> bytes:
    sortie = io.BytesIO()
    image.save(sortie, "PDF")
    return sortie.getvalue()


def photo_lourde(nom: str, prenom: str) -> bytes:
    """Twelve megabytes, as a telephone takes it, upright only by what it wrote beside the picture."""
    bruit = Image.effect_noise((4000, 3000), 90).convert("RGB")
    bruit.paste(carte(nom, prenom), (100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    sortie = io.BytesIO()
    bruit.save(sortie, "JPEG", quality=97, exif=exif)
    return sortie.getvalue()


def pages_blanches(nombre: int) -> bytes:
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(nombre):
        pdf.new_page(595, 842)
    sortie = io.BytesIO()
    pdf.save(sortie)
    return sortie.getvalue()


def fichiers() -> list[tuple[str, bytes]]:
    """Forty-one files for forty people: one paper came as recto and verso, one as a heavy photo, one from an iPhone."""
    noms: list[tuple[str, bytes]] = []
    formes = (
        "CNI_{nom}_{prenom}.jpg",
        "{prenom} {nom}.JPG",
        "{nom} {initiale} recto.jpg",
        "{prenom}-{nom}.pdf",
        "{nom}{prenom}.jpeg",
    )
    for rang, (nom, prenom, _) in enumerate(personnes()[:36]):
        memes = [p for autre, p, _ in personnes() if autre == nom and cle_recherche(p)[0] == cle_recherche(prenom)[0]]
        forme = formes[rang % 5] if memes == [prenom] and prenom[0] not in "ABELMNRS" else formes[0]
        image = carte(nom, prenom, graine=rang)
        fichier = forme.format(nom=nom, prenom=prenom, initiale=prenom[0])
        noms.append((fichier, en_pdf(image) if fichier.endswith(".pdf") else en_jpeg(image)))
    noms[0] = (noms[0][0], photo_lourde(*personnes()[0][:2]))
    noms[4] = (noms[4][0].replace(".jpeg", ".heic"), HEIC)
    nom, prenom, _ = personnes()[1]
    noms[1] = (f"{prenom} {nom} recto.jpg", noms[1][1])
    noms.append((f"{prenom} {nom} verso.jpg", en_jpeg(carte("VERSO", "", graine=100))))
    noms += [("IMG_2031.jpg", en_jpeg(carte(*personnes()[36][:2], graine=36)))]
    noms += [("Scan0004.pdf", en_pdf(carte(*personnes()[37][:2], graine=37)))]
    return [
        *noms,
        ("Martin Lucas.jpg", en_jpeg(carte("MARTIN", "Lucas", graine=38))),
        ("CNI MARTIN Lucas 2.jpg", en_jpeg(carte("MARTIN", "Lucas", graine=39))),
    ]

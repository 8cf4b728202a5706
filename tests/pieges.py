"""What a text would hold to make the renderer of documents go somewhere: ways to name an address, times ways to write
it. Each is a document's text as if no template had escaped it."""

import io
import random
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pikepdf
from pypdfium2 import PdfDocument

from certif_portal.commun import pdf

LEURRE = "zqxleurre"
"""What the file that nobody may read holds."""

PAGES = {
    "image": '<img src="{0}">',
    "image tapée en majuscules": '<IMG SRC="{0}">',
    "image sans guillemets": "<img src={0}>",
    "image de rechange": '<img src="data:,x" srcset="{0} 2x"><picture><source srcset="{0}"><img src="{0}"></picture>',
    "feuille de style": '<link rel="stylesheet" href="{0}">',
    "feuille de style d’imprimante": '<link rel="stylesheet" media="print" type="text/css" href="{0}">',
    "pièce jointe de la page": '<link rel="attachment" href="{0}">',
    "pièce jointe d’un lien": '<a rel="attachment" href="{0}">x</a>',
    "objet": '<object data="{0}">x</object>',
    "objet de type SVG": '<object type="image/svg+xml" data="{0}">x</object>',
    "incorporé": '<embed src="{0}">',
    "incorporé de type SVG": '<embed type="image/svg+xml" src="{0}">',
    "cadre": '<iframe src="{0}"></iframe><frameset><frame src="{0}"></frameset>',
    "script": '<script src="{0}"></script><script>fetch("{0}")</script>',
    "rafraîchissement": '<meta http-equiv="refresh" content="0; url={0}">',
    "base de la page": '<base href="{0}/"><img src="x"><link rel="stylesheet" href="y.css">',
    "base posée sur le corps": '<body xml:base="{0}/"><img src="x"></body>',
    "fond à l’ancienne": '<body background="{0}"><table background="{0}"><tr><td background="{0}">x</table>',
    "vidéo et son": '<video src="{0}" poster="{0}"></video><audio src="{0}"></audio><track src="{0}">',
    "formulaire": '<form action="{0}"><input type="image" src="{0}"><button formaction="{0}">x</button></form>',
    "icône et préchargement": '<link rel="icon" href="{0}"><link rel="preload" as="image" href="{0}">',
    "profil et auteur": '<html manifest="{0}"><head profile="{0}"><link rel="author" href="{0}"></head></html>',
    "métadonnées": '<meta name="author" content="{0}"><script type="application/rdf+xml">{0}</script>',
    "citation": '<blockquote cite="{0}"><q cite="{0}">x</q></blockquote><a ping="{0}" href="{0}">x</a>',
    "SVG : image": '<svg width="9" height="9"><image width="9" height="9" href="{0}"/></svg>',
    "SVG : image, à l’ancienne": (
        '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image width="9" height="9" xlink:href="{0}"/></svg>'
    ),
    "SVG : reprise": '<svg width="9" height="9"><use href="{0}#a"/></svg>',
    "SVG : dégradé, motif, filtre": (
        '<svg width="9" height="9"><linearGradient id="g" href="{0}#a"/><pattern id="m" href="{0}#a"/>'
        '<filter id="f"><feImage href="{0}"/></filter>'
        '<rect width="9" height="9" fill="url({0}#a)" filter="url({0}#f)" mask="url({0}#m)"/></svg>'
    ),
    "SVG : texte le long d’un tracé": '<svg width="9"><text><textPath href="{0}#a">x</textPath></text></svg>',
    "SVG : page étrangère": '<svg width="9" height="9"><foreignObject><img src="{0}"/></foreignObject></svg>',
    "SVG : style importé": '<svg width="9" height="9"><style>@import "{0}";</style><rect width="9" height="9"/></svg>',
    "SVG : police": (
        '<svg width="9" height="9"><style>@font-face {{ font-family: x; src: url("{0}") }}</style>'
        '<text font-family="x">x</text></svg>'
    ),
    "MathML": '<math href="{0}"><mglyph src="{0}"/><mi xlink:href="{0}">x</mi></math>',
    "instruction XML": '<?xml-stylesheet href="{0}"?><!DOCTYPE x [<!ENTITY e SYSTEM "{0}">]><p>&e;</p>',
}
STYLES = {
    "style importé": '@import "{0}";',
    "style importé par url()": "@import url({0});",
    "style importé pour l’impression": '@import url("{0}") print;',
    "police": '@font-face {{ font-family: x; src: url("{0}") }} p {{ font-family: x }}',
    "police de rechange": (
        '@font-face {{ font-family: y; src: local("absente"), url("{0}") format("woff2") }} p {{ font-family: y }}'
    ),
    "profil de couleurs": '@color-profile --x {{ src: url("{0}") }} p {{ color: color(--x 1 1 1 1) }}',
    "fond": 'p {{ background: url("{0}") }}',
    "fond par image-set": 'p {{ background-image: image-set("{0}" 1x, url("{0}") 2x) }}',
    "fond de la page": '@page {{ background: url("{0}"); @top-left {{ content: url("{0}") }} }}',
    "puce": 'p {{ display: list-item; list-style-image: url("{0}") }}',
    "contenu": 'p::before {{ content: url("{0}") }} p::marker {{ content: url("{0}") }}',
    "contenu d’un attribut": "p {{ content: attr(title url); background: attr(title type(<url>)) }}",
    "bordure": 'p {{ border: 1px solid; border-image: url("{0}") 30 }}',
    "masque et forme": 'p {{ mask: url("{0}"); clip-path: url("{0}#a"); shape-outside: url("{0}") }}',
    "curseur": 'p {{ cursor: url("{0}"), auto }}',
    "variable": ':root {{ --u: url("{0}") }} p {{ background: var(--u) }}',
    "règle emboîtée": '@media print {{ @page :first {{ background: url("{0}") }} p {{ background: url("{0}") }} }}',
    "lien et ancre": 'p {{ -weasy-link: url("{0}"); link: url("{0}"); -weasy-anchor: attr(title) }}',
    "note et appel": 'p {{ float: footnote }} p::footnote-call {{ content: url("{0}") }}',
    "fonction inconnue": 'p {{ background: src("{0}"); content: target-text(url("{0}#a")) }}',
    "espace de noms": '@namespace x url("{0}"); p {{ behavior: url("{0}"); -moz-binding: url("{0}") }}',
}
"""Laid in an element, then in an attribute where a declaration alone will do."""


@dataclass(frozen=True)
class Cible:
    """The listener, and the file that nobody may read."""

    adresse: str  # 127.0.0.1:port
    leurre: Path

    @property
    def port(self) -> str:
        return self.adresse.rpartition(":")[2]


def _svg(cible: Cible) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://{cible.adresse}/svg"/></svg>'
    )


ECRITURES = {
    "http": lambda c: f"http://{c.adresse}/x",
    "en majuscules": lambda c: f"HTTP://{c.adresse}/x",
    "avec un compte": lambda c: f"http://static:x@{c.adresse}/x",
    "par le nom": lambda c: f"http://localhost:{c.port}/x",
    "en un nombre": lambda c: f"http://2130706433:{c.port}/x",
    "en octal": lambda c: f"http://0177.0.0.1:{c.port}/x",
    "court": lambda c: f"http://127.1:{c.port}/x",
    "en IPv6": lambda c: f"http://[::ffff:127.0.0.1]:{c.port}/x",
    "sans schéma": lambda c: f"//{c.adresse}/x",
    "barres à l’envers": lambda c: f"http:\\\\{c.adresse}\\x",
    "entités": lambda c: "".join(f"&#{ord(signe)};" for signe in f"http://{c.adresse}/x"),
    "entités hexadécimales": lambda c: "".join(f"&#x{ord(signe):x};" for signe in "http:") + f"//{c.adresse}/x",
    "échappement CSS": lambda c: "".join(f"\\{ord(signe):x} " for signe in "http") + f"://{c.adresse}/x",
    "espaces et tabulation": lambda c: f" \t http://{c.adresse}/x \n",
    "pleine chasse": lambda c: f"ｈｔｔｐ：／／{c.adresse}／x",
    "en pour-cent": lambda c: f"http://{c.adresse.replace('127', '%31%32%37')}/x",
    "redirigée": lambda c: f"http://{c.adresse}/redirige",
    "ftp": lambda c: f"ftp://{c.adresse}/x",
    "https": lambda c: f"https://{c.adresse}/x",
    "statique d’apparence": lambda c: f"static:http://{c.adresse}/x",
    "statique avec hôte": lambda c: f"static://{c.adresse}/x",
    "statique qui remonte": lambda c: f"static:{'../' * 20}{str(c.leurre).lstrip('/')}",
    "statique qui remonte en pour-cent": lambda c: f"static:{'%2e%2e/' * 20}{str(c.leurre).lstrip('/')}",
    "statique absolue": lambda c: f"static:{c.leurre}",
    "fichier": lambda c: f"file://{c.leurre}",
    "fichier en majuscules": lambda c: f"FILE://{c.leurre}",
    "fichier avec hôte": lambda c: f"file://{c.adresse}{c.leurre}",
    "fichier local": lambda c: f"file://localhost{c.leurre}",
    "fichier sans schéma": lambda c: str(c.leurre),
    "fichier du portail": lambda c: f"fichier:{c.leurre}",
    "fichier du portail et adresse": lambda c: f"fichier:1@{c.adresse}/x",
    "donnée : SVG": lambda c: f"data:image/svg+xml,{quote(_svg(c))}",
    "donnée : SVG en base 64": lambda c: f"data:image/svg+xml;base64,{b64encode(_svg(c).encode()).decode()}",
    "donnée : style": lambda c: f"data:text/css,{quote(f'@import url(http://{c.adresse}/css);')}",
    "donnée : style de style": lambda c: (
        "data:text/css," + quote(f'@import "data:text/css,{quote(f"@import url(http://{c.adresse}/css2);")}";')
    ),
    "donnée : page": lambda c: f"data:text/html,{quote(f'<img src=http://{c.adresse}/html>')}",
    "donnée : XML": lambda c: (
        "data:image/svg+xml,"
        + quote(
            f'<!DOCTYPE svg [<!ENTITY e SYSTEM "http://{c.adresse}/dtd">]><svg xmlns="http://www.w3.org/2000/svg">&e;</svg>'
        )
    ),
    "jar et gopher": lambda c: f"gopher://{c.adresse}/_x",
    "archive": lambda c: f"jar:http://{c.adresse}/x!/y",
    "javascript": lambda c: f"javascript:fetch('http://{c.adresse}/x')",
}


DEUX_CENTS = 200
TOUT_ESSAYE = ("image", "style importé par url(), dans un style", "pièce jointe de la page")


@dataclass(frozen=True)
class Piege:
    nom: str
    texte: str

    def __str__(self) -> str:
        return self.nom


def _facons() -> dict[str, str]:
    facons = PAGES | {
        f"{nom}, dans un style": f'<style>{regle}</style><p title="x">x</p>' for nom, regle in STYLES.items()
    }
    for nom, regle in STYLES.items():
        if regle.startswith("p {{") and regle.count("{{") == 1:
            declaration = regle.removeprefix("p {{").removesuffix("}}").strip()
            facons[f"{nom}, dans un attribut"] = f"<p style='{declaration}'>x</p>"
    return facons


def pieges(cible: Cible, nombre: int, graine: int = 11) -> list[Piege]:
    """A draw of two hundred, all different: each way to name an address, with a plain one; each way to write one, where
    a picture, a style and a joined file are named; and as many of the other pairs as are missing."""
    alea, facons = random.Random(graine), _facons()  # noqa: S311  # a draw, no secret
    paires = [(facon, "http") for facon in facons]
    paires += [(facon, ecriture) for facon in TOUT_ESSAYE for ecriture in ECRITURES if ecriture != "http"]
    autres = [(facon, ecriture) for facon in facons for ecriture in ECRITURES if (facon, ecriture) not in paires]
    paires += alea.sample(autres, DEUX_CENTS - len(paires))
    return [
        Piege(f"{facon} : {ecriture}", facons[facon].format(ECRITURES[ecriture](cible)))
        for facon, ecriture in alea.sample(paires, nombre)
    ]


@dataclass
class Ecoute:
    """A server of this machine that records who comes, and sends them elsewhere on itself."""

    cible: Cible
    visites: list[str] = field(default_factory=list)

    def oublier(self) -> None:
        self.visites.clear()


def _entendre(prise: socket.socket, ecoute: Ecoute) -> None:
    while True:
        try:
            ligne, _ = prise.accept()
        except OSError:
            return
        ecoute.visites.append("venu")
        with ligne:
            ligne.settimeout(0.3)
            try:
                demande = ligne.recv(400).decode(errors="replace").partition("\r\n")[0]
                ou = "/x" if "redirige" in demande else ""
                suite = f"302 Found\r\nLocation: http://{ecoute.cible.adresse}{ou}" if ou else "404 Not Found"
                ligne.sendall(f"HTTP/1.0 {suite}\r\nContent-Length: 0\r\n\r\n".encode())
            except OSError:
                continue


@contextmanager
def a_l_ecoute(dossier: Path) -> Iterator[Ecoute]:
    leurre = dossier / "leurre.css"
    leurre.write_text(f"p::before {{ content: '{LEURRE}' }}")
    prise = socket.create_server(("127.0.0.1", 0))
    ecoute = Ecoute(Cible(f"127.0.0.1:{prise.getsockname()[1]}", leurre))
    threading.Thread(target=_entendre, args=(prise, ecoute), daemon=True).start()
    try:
        yield ecoute
    finally:
        prise.close()


def imprimer(page: str) -> bytes:
    """As the portal prints a page; nothing, where it refuses to."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with pdf.atelier() as dans:
            return pdf._imprimer(dans, page, "essai")[0]
    except (FatalURLFetchingError, OSError, ValueError):
        return b""


def porte_le_leurre(octets: bytes) -> bool:
    """In its text, in a file joined to it."""
    if not octets:
        return False
    with PdfDocument(octets) as document:
        if any(LEURRE in feuille.get_textpage().get_text_range() for feuille in document):
            return True
    with pikepdf.open(io.BytesIO(octets)) as document:
        flux = (objet for objet in document.objects if isinstance(objet, pikepdf.Stream))
        return any(LEURRE.encode() in un.read_bytes() for un in flux if un.get("/Type") == "/EmbeddedFile")

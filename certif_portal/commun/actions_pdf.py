"""What a PDF would do by itself or behind a click: judged by the type of each action, wherever it hides.

Every object of the file is walked, so that a page, an annotation, a field, a bookmark, a name tree or an object that
nothing shows makes no difference. A view position, which LibreOffice writes into every export, is not an action to
fear, and neither is a link to a web page. No Django here.
"""

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

SCRIPT = "un script (JavaScript)"
JOINT = "un fichier joint"
MEDIA = "un contenu multimédia"
AILLEURS = "un lien vers un autre fichier"
AUTOMATIQUE = "une action automatique"
TYPES = {
    "/JavaScript": SCRIPT,
    "/Rendition": MEDIA,
    "/RichMediaExecute": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Launch": "une commande qui ouvre un programme",
    "/SubmitForm": "une commande qui envoie des données",
    "/ImportData": "une commande qui importe des données",
    "/GoToR": AILLEURS,
    "/GoToE": AILLEURS,
}
"""Types of action refused even behind a click."""
CLES = {
    "/JS": SCRIPT,
    "/JavaScript": SCRIPT,
    "/XFA": "un formulaire XFA",
    "/EmbeddedFiles": JOINT,
    "/EF": JOINT,
    "/RichMediaContent": MEDIA,
}
ANNOTATIONS = {
    "/FileAttachment": JOINT,
    "/RichMedia": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Screen": MEDIA,
    "/3D": MEDIA,
}
VUES = ("/GoTo", "/Named")
"""What may happen by itself: showing a page."""
ADRESSES = ("http:", "https:", "mailto:", "tel:")
PROFONDEUR = 100


def contenu_actif(pdf: Pdf) -> str:
    """What this PDF holds that it should not, in French; empty when it is inert."""
    automatique = _automatique(pdf.Root.get("/OpenAction"))
    if automatique:
        return automatique
    for objet in pdf.objects:
        trouve = _dans(objet)
        if trouve:
            return trouve
    return _dans(pdf.trailer)


def _dans(objet: Any) -> str:
    """One object with what it holds directly: what it refers to is an object of the file too."""
    pile = [(objet, 0)]
    while pile:
        noeud, profondeur = pile.pop()
        if profondeur > PROFONDEUR:
            return "des objets imbriqués sans fin"
        if isinstance(noeud, Dictionary | Stream):
            trouve = _juger(noeud)
            if trouve:
                return trouve
            enfants = [noeud.get(cle) for cle in noeud.keys()]  # noqa: SIM118  # a pikepdf object is no mapping
        elif isinstance(noeud, Array):
            enfants = list(noeud)
        else:
            continue
        pile += [(enfant, profondeur + 1) for enfant in enfants if _est_direct(enfant)]
    return ""


def _est_direct(objet: Any) -> bool:
    return isinstance(objet, Dictionary | Array | Stream) and not objet.is_indirect


def _juger(noeud: Any) -> str:
    for cle, contenu in CLES.items():
        if cle in noeud:
            return contenu
    if "/Subtype" in noeud and (media := ANNOTATIONS.get(_nom(noeud.get("/Subtype")))) and "/Rect" in noeud:
        return media
    if "/AA" in noeud:
        return _declencheurs(noeud.get("/AA"))
    return _action(noeud) if "/S" in noeud else ""


def _declencheurs(declencheurs: Any) -> str:
    """The additional actions of a document, a page, a field or an annotation: each happens by itself."""
    if not isinstance(declencheurs, Dictionary):
        return AUTOMATIQUE
    return next(filter(None, (_automatique(declencheurs.get(cle)) for cle in declencheurs.keys())), "")  # noqa: SIM118


def _automatique(action: Any) -> str:
    """Nothing but showing a page happens by itself; what follows an action (/Next) is judged as itself."""
    if action is None or isinstance(action, Array | Name | String):  # a destination
        return ""
    if not isinstance(action, Dictionary) or _nom(action.get("/S")) not in VUES:
        return TYPES.get(_nom(action.get("/S")), AUTOMATIQUE) if isinstance(action, Dictionary) else AUTOMATIQUE
    suite = action.get("/Next")
    suites = list(suite) if isinstance(suite, Array) else [suite]
    return next(filter(None, (_automatique(suivante) for suivante in suites[:PROFONDEUR])), "")


def _action(noeud: Any) -> str:
    genre = _nom(noeud.get("/S"))
    if genre == "/URI":
        return "" if _adresse_ordinaire(noeud.get("/URI")) else "un lien qui n’est pas une adresse de site"
    return TYPES.get(genre, "")


def _adresse_ordinaire(adresse: Any) -> bool:
    """http, https, mailto, tel, or an address without scheme, as « www.site.fr »."""
    texte = str(adresse or "").strip().lower()
    avant = texte.partition("/")[0].partition("?")[0]
    return texte.startswith(ADRESSES) or (":" not in avant and not texte.startswith(("\\", "//")))


def _nom(objet: Any) -> str:
    return str(objet) if isinstance(objet, Name) else ""

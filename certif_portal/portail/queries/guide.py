"""The users' guide, `docs/guide/*.md`, as pages of the portal: one for each act, reached from its screen, or by words.

Read once in a process: it changes with a version only. Nothing here asks the database.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import typographier
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.portail.catalogue import regles
from certif_portal.portail.queries.proche import variantes

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DOSSIER = settings.BASE_DIR / "docs" / "guide"
TOUS = frozenset(Role.values)
# In the order of the way: the file, and for whom it is written. A role's own pages come first.
PAGES: dict[str, Collection[str]] = {
    "organisme": {Role.ORGANISME},
    "importer-un-classeur": {Role.ORGANISME, *CENTRE},
    "centre": CONSULTATION,
    "candidat": CONSULTATION,
    "habilitation": {Role.ORGANISME, *CONSULTATION},
    "importer-un-referentiel": {Role.RESPONSABLE},
    "evaluateur": {Role.EVALUATEUR},
    "jury": {Role.JURE},
    "tuteur": (),
    "administration": {Role.ADMIN},
    "listes": CONSULTATION | {Role.ORGANISME},
    "partout": TOUS,
}
ECRANS = re.compile(r"<!-- écrans : ([\w ]+) -->\n?")
EN_LIGNE = re.compile(r"</?(?:a|code|em|strong)\b[^>]*>")  # inside a word or beside its comma
IMAGE = re.compile(r"!\[[^]]*\]\((images/[\w-]+\.webp)\)")
MOTS_VIDES = frozenset(
    cle_recherche(
        "a ai au aux avec ce cela ces cette comment d dans de des du elle en est et faire il je l la le les leur ma "
        "mes mon n ne ou par pas pour pourquoi qu que qui quoi s sa se ses si son sur un une vos votre y"
    ).split()
)
POIDS_DU_TITRE = 5
LONGUEUR = 100
"""Characters of what is looked for; the typing errors of a longer word would take minutes."""
MOT_LONG = 4
"""Letters of a word from which a typing error, or the plural, is looked for."""
DESINENCE = 2
"""Letters at the end of a longer word that its family changes: « indépendant », « indépendance »."""


@dataclass(frozen=True)
class Acte:
    """One act of the guide: its title, the screens (URL names) it speaks of, and its text, rendered when it is read or
    searched: the link « Aide » of every page needs none of it."""

    page: str
    titre_de_page: str
    titre: str
    ecrans: frozenset[str]
    markdown: str

    @property
    def slug(self) -> str:
        return cle_recherche(self.titre).replace(" ", "-")

    @property
    def url(self) -> str:
        return reverse("guide_acte", args=[self.page, self.slug])

    @cached_property
    def html(self) -> SafeString:
        return _rendre(self.markdown)

    @cached_property
    def texte(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", EN_LIGNE.sub("", self.html))).split())

    @cached_property
    def mots_du_titre(self) -> frozenset[str]:
        return frozenset(cle_recherche(self.titre).split())

    @cached_property
    def mots(self) -> frozenset[str]:
        return frozenset(cle_recherche(self.titre_de_page, self.titre, self.texte).split())


@dataclass(frozen=True)
class Page:
    """One file of the guide."""

    slug: str
    titre: str
    introduction: str
    actes: tuple[Acte, ...]

    @cached_property
    def intro(self) -> SafeString:
        return _rendre(self.introduction)


@dataclass(frozen=True)
class Trouve:
    acte: Acte
    extrait: str


@cache
def guide() -> dict[str, Page]:
    return {slug: _page(slug, (DOSSIER / f"{slug}.md").read_text(encoding="utf-8")) for slug in PAGES}


def pages_de(roles: Collection[str]) -> tuple[list[Page], list[Page]]:
    """Those written for these roles, then the others."""
    siennes = [page for slug, page in guide().items() if not set(PAGES[slug]).isdisjoint(roles)]
    return siennes, [page for page in guide().values() if page not in siennes]


def acte_du_guide(page: str, slug: str) -> Acte | None:
    return next((acte for acte in guide()[page].actes if acte.slug == slug), None) if page in PAGES else None


@lru_cache(maxsize=2000)
def aide_de(ecran: str, roles: frozenset[str]) -> str:
    """The address of what the guide says of a screen, to these roles; the guide itself when it says nothing of it."""
    siennes, autres = pages_de(roles)
    trouves = (acte.url for page in (*siennes, *autres) for acte in page.actes if ecran in acte.ecrans)
    return next(trouves, reverse("guide"))


def chercher_dans_le_guide(q: str, roles: Collection[str]) -> list[Trouve]:
    """Acts in which every word is: whole or begun, without accents, in the plural, or with one typing error; titles
    first, then what is written for these roles."""
    cherches = [mot for mot in cle_recherche(q).split() if mot not in MOTS_VIDES]
    siennes, autres = pages_de(roles)
    notes = [
        (_note(acte, cherches), rang, acte) for rang, page in enumerate((*siennes, *autres)) for acte in page.actes
    ]
    trouves = sorted((note for note in notes if note[0] > 0), key=lambda note: (-note[0], note[1]))
    return [Trouve(acte, _extrait(acte, cherches)) for _, _, acte in trouves]


def _note(acte: Acte, cherches: Sequence[str]) -> int:
    """0 when a word is missing, or none is looked for."""
    notes = [_note_du_mot(acte, mot) for mot in cherches]
    return sum(notes) if all(notes) else 0


def _note_du_mot(acte: Acte, mot: str) -> int:
    if _dit(acte.mots_du_titre, mot):
        return POIDS_DU_TITRE
    if _dit(acte.mots, mot):
        return 1
    return int(len(mot) > MOT_LONG and mot not in _vocabulaire() and not _proches(mot).isdisjoint(acte.mots))


def _dit(mots: Collection[str], mot: str) -> bool:
    racine = _racine(mot)
    return any(ecrit.startswith(racine) for ecrit in mots)


def _racine(mot: str) -> str:
    if len(mot) < MOT_LONG:
        return mot
    mot = mot.rstrip("sx")
    return mot[:-DESINENCE] if len(mot) > MOT_LONG + DESINENCE else mot


@lru_cache(maxsize=200)
def _proches(mot: str) -> frozenset[str]:
    """Words of the guide one typing error away: looked for once, not once an act."""
    return frozenset(variantes(mot) & _vocabulaire())


@cache
def _vocabulaire() -> frozenset[str]:
    return frozenset().union(*(acte.mots for page in guide().values() for acte in page.actes))


def _extrait(acte: Acte, cherches: Sequence[str]) -> str:
    """The first sentence that says one of the words; the first of the text when its title alone does."""
    phrases = re.split(r"(?<=[.!?:])\s+", acte.texte)
    return next((p for p in phrases if any(_dit(cle_recherche(p).split(), mot) for mot in cherches)), phrases[0])


# ---------------------------------------------------------------- from Markdown


def _page(slug: str, texte: str) -> Page:
    tete, *morceaux = re.split(r"^## ", texte, flags=re.M)
    titre, _, intro = tete.removeprefix("# ").partition("\n")
    titre = typographier(titre)
    return Page(slug, titre, intro, tuple(_acte(slug, titre, morceau) for morceau in morceaux))


def _acte(page: str, titre_de_page: str, texte: str) -> Acte:
    titre, _, corps = texte.partition("\n")
    ecrans = frozenset(nom for trouve in ECRANS.findall(corps) for nom in trouve.split())
    return Acte(page, titre_de_page, typographier(titre), ecrans, ECRANS.sub("", corps))


def _rendre(texte: str) -> SafeString:
    """Ours alone is rendered, and the HTML it might hold is escaped all the same."""
    md = _markdown()
    jetons = md.parse(texte)
    for jeton in jetons:
        for morceau in jeton.children or ():
            _arranger(morceau)
    return SafeString(md.renderer.render(jetons, md.options, {}))  # escaped by the line above


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _arranger(jeton: "Token") -> None:
    """French typography, rules behind a link, pictures and links at their address in the portal."""
    if jeton.type == "text":
        jeton.content = typographier(jeton.content)
    elif jeton.type == "code_inline" and jeton.content in _codes():
        jeton.type, code = "html_inline", jeton.content
        jeton.content = f'<a href="{reverse("regle_liste")}#{code}" title="{code}">voir la règle</a>'
    elif jeton.type == "link_open":
        jeton.attrSet("href", _adresse(str(jeton.attrs["href"])))
    elif jeton.type == "image":
        jeton.attrSet("src", static(f"guide/{str(jeton.attrs['src']).removeprefix('images/')}"))
        jeton.attrSet("loading", "lazy")


@cache
def _codes() -> frozenset[str]:
    return frozenset(ligne.regle.code for ligne in regles())


def _adresse(cible: str) -> str:
    """« jury.md », « jury.md#signer »: a file of the guide, or one of its acts; « /regles/ »: a page of the portal."""
    if cible.startswith("/"):
        return cible
    page, _, acte = cible.partition(".md")
    acte = acte.removeprefix("#")
    return reverse("guide_acte", args=[page, acte]) if acte else f"{reverse('guide')}#{page}"

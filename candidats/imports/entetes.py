"""The headers of a workbook: where they are, on one line or two, and which column of ours each one names.

What stands on a line is weighed together: the exact title beats a synonym wherever it stands, and two candidates for
one column are asked.
"""

from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from enum import IntEnum
from functools import cache
from typing import Any

from candidats.imports.colonnes import PAR_CLE
from candidats.imports.sujets import (
    AMBIGUS,
    DE_QUI,
    DE_RESIDENCE,
    LIEUX_DE_NAISSANCE,
    PERSONNELLES,
    Sujet,
    autre_lecture,
    compatibles,
    nature,
    sujet_de,
    sujet_du_titre,
    voisin_de,
)
from candidats.imports.synonymes import A_CONFIRMER, noms_connus, titres_exacts
from certif_portal.commun.textes import cle_recherche

LIGNES_EXPLOREES = 20
LONGUEUR_EXEMPLE = 40
RESSEMBLANCE = 0.74
"""Below, two headers are not proposed as the same; between it and 1, the reader confirms."""


@dataclass(frozen=True)
class Titre:
    """One header: its rank from 0, its words, a value met under it, the column it names, and whether that is certain.

    `doute`: why somebody has to be asked; a title without column and without doubt is left aside.
    """

    rang: int
    texte: str
    exemple: str = ""
    cle: str = ""
    sur: bool = False
    doute: str = ""


@dataclass(frozen=True)
class Entete:
    """The headers found, and the number of their last line as Excel shows it."""

    derniere_ligne: int
    titres: tuple[Titre, ...]

    @property
    def reconnus(self) -> int:
        return sum(titre.sur and bool(titre.cle) for titre in self.titres)

    @property
    def nomme_quelqu_un(self) -> bool:
        """A list of persons has their names; our own sheet of choices, or a price list, has not."""
        return bool({"nom_naissance", "nom_usage", "prenom"} & {titre.cle for titre in self.titres})


class Force(IntEnum):
    """How sure it is that a header names a column."""

    AUCUNE = 0
    RESSEMBLANCE = 1
    SYNONYME = 2
    EXACT = 3
    CONFIRME = 4


@dataclass(frozen=True)
class Candidature:
    """The column that one header may name."""

    titre: str
    """Without accent nor case, its group included."""
    sujet: Sujet
    cle: str = ""
    force: Force = Force.AUCUNE
    doute: str = ""


def chercher_entete(
    lignes: list[list[Any]], memoire: dict[str, str], masquees: frozenset[int] = frozenset()
) -> Entete | None:
    """The line of headers among the first ones: the one whose words are best known. None for an empty sheet.

    `masquees`: ranks, from 1, of the hidden columns: whether they are to be read is asked once.
    """
    meilleure: Entete | None = None
    for numero in range(1, min(len(lignes), LIGNES_EXPLOREES) + 1):
        textes = _textes(lignes, numero)
        if sum(bool(texte) for texte, _ in textes) < 2:
            continue
        entete = Entete(numero, _titrer(textes, lignes[numero:], memoire))
        if meilleure is None or entete.reconnus > meilleure.reconnus:
            meilleure = entete
    if meilleure and masquees:
        titres = tuple(_demander_masquee(titre, masquees, memoire) for titre in meilleure.titres)
        return replace(meilleure, titres=titres)
    return meilleure


def _demander_masquee(titre: Titre, masquees: frozenset[int], memoire: dict[str, str]) -> Titre:
    if titre.rang + 1 not in masquees or not titre.cle or titre.doute or cle_recherche(titre.texte) in memoire:
        return titre
    doute = f"« {titre.texte} » : cette colonne est masquée dans le classeur. Faut-il la lire ?"
    return replace(titre, sur=False, doute=doute)


def _textes(lignes: list[list[Any]], numero: int) -> list[tuple[str, str]]:
    """Words of each column, and those of the merged header above (« Entreprise » over « SIRET »). One text alone above
    the first column is the title of the page."""
    ligne = [_propre(cellule) for cellule in lignes[numero - 1]]
    dessus = [_propre(cellule) for cellule in lignes[numero - 2]] if numero > 1 else []
    if [rang for rang, texte in enumerate(dessus) if texte] == [0]:
        dessus = []
    textes, groupe = [], ""
    for rang, texte in enumerate(ligne):
        propre = dessus[rang] if rang < len(dessus) else ""
        groupe = propre or groupe
        textes.append((texte or propre, groupe if groupe and texte else ""))
    return textes


def _propre(cellule: Any) -> str:
    return " ".join(cellule.split()) if isinstance(cellule, str) else ""


def _titrer(textes: list[tuple[str, str]], suite: list[list[Any]], memoire: dict[str, str]) -> tuple[Titre, ...]:
    lus = [(rang, texte, _reconnaitre(texte, groupe, memoire)) for rang, (texte, groupe) in enumerate(textes) if texte]
    candidatures = _situer([candidature for _, _, candidature in lus])
    departagees = _departager(candidatures, [texte for _, texte, _ in lus])
    return tuple(
        Titre(rang, texte, _exemple(suite, rang), c.cle, c.force > Force.RESSEMBLANCE and not c.doute, c.doute)
        for (rang, texte, _), c in zip(lus, departagees, strict=True)
    )


def _reconnaitre(texte: str, groupe: str, memoire: dict[str, str]) -> Candidature:
    """What one header says alone, or under its group."""
    seul, ensemble = cle_recherche(texte), cle_recherche(groupe, texte)
    du_groupe = sujet_du_titre(cle_recherche(groupe))
    sujet = du_groupe if du_groupe != Sujet.CANDIDAT else sujet_du_titre(seul)
    lue = Candidature(ensemble, sujet)
    for cle_titre in (ensemble, seul):
        if cle_titre in memoire:
            return _nommer(lue, memoire[cle_titre], Force.CONFIRME)
    noms = noms_connus()
    for cle_titre in (ensemble, f"{seul} {du_groupe}") if groupe else (seul,):
        if cle_titre in noms:
            return _nommer(lue, noms[cle_titre], _force(cle_titre))
    if seul in A_CONFIRMER:
        cle, doute = A_CONFIRMER[seul]
        return replace(lue, cle=cle, force=Force.RESSEMBLANCE, doute=doute)
    if seul in AMBIGUS:
        return replace(lue, titre=seul, sujet=du_groupe)
    if groupe and seul in noms and (du_groupe in (Sujet.CANDIDAT, sujet_de(noms[seul])) or _se_suffit(seul)):
        return _nommer(lue, noms[seul], _force(seul))
    cle = _ressemblante(ensemble if du_groupe != Sujet.CANDIDAT else seul)
    return replace(lue, cle=cle, force=Force.RESSEMBLANCE, doute="Ce titre ressemble seulement.") if cle else lue


def _nommer(lue: Candidature, cle: str, force: Force) -> Candidature:
    return replace(lue, cle=cle, force=force, sujet=sujet_de(cle) or lue.sujet)


def _se_suffit(seul: str) -> bool:
    """« Financements » says what it is, even where the group above it (« Entreprise ») was not closed."""
    return seul in titres_exacts() and titres_exacts()[seul] not in PERSONNELLES


def _force(cle_titre: str) -> Force:
    return Force.EXACT if cle_titre in titres_exacts() else Force.SYNONYME


@cache
def _ressemblante(cherche: str) -> str:
    if not cherche:
        return ""
    mesures = (
        (SequenceMatcher(None, cherche, nom).ratio(), cle)
        for nom, cle in noms_connus().items()
        if compatibles(cherche, cle) and nature(cherche) in nom
    )
    mesure, cle = max(mesures, default=(0.0, ""))
    return cle if mesure >= RESSEMBLANCE else ""


def _situer(lues: list[Candidature]) -> list[Candidature]:
    """The headers that do not say whose they are (« Pays », « Adresse ») take the subject of what stands on their
    left."""
    dites = {lue.cle for lue in lues}
    situees: list[Candidature] = []
    gauche, voisin = None, Sujet.CANDIDAT
    for lue in lues:
        if lue.force == Force.AUCUNE and lue.titre in AMBIGUS:
            situees.append(_situer_ambigu(lue, gauche))
            continue
        situee = _situer_partagee(lue, voisin, dites)
        voisin = voisin_de(situee.titre, situee.cle, situee.sujet, voisin)
        gauche = situee if situee.titre not in AMBIGUS else gauche
        situees.append(situee)
    return situees


def _situer_partagee(lue: Candidature, voisin: Sujet, dites: set[str]) -> Candidature:
    """« Adresse » on the right of « Employeur » may be the company's, where no other column is; « Téléphone » on the
    right of « Tuteur », nobody's here."""
    autre = autre_lecture(lue.titre, lue.cle, voisin)
    if autre is None or lue.force in (Force.CONFIRME, Force.RESSEMBLANCE):
        return lue
    if voisin == Sujet.FORMATEUR and lue.cle == "courriel" and lue.force == Force.EXACT:
        return lue  # our own title is the candidate's: a trainer's mail is written beside their name
    du_candidat = f"Est-ce « {PAR_CLE[lue.cle].titre} » du candidat"
    if autre and autre in dites and voisin != Sujet.NAISSANCE:
        return lue
    if not autre or autre in dites:
        doute = f"{du_candidat}, ou {DE_QUI[voisin]} ? Sinon, laissez cette colonne de côté."
        return replace(lue, cle="", sujet=voisin, doute=doute)
    return replace(lue, cle=autre, sujet=voisin, doute=f"{du_candidat}, ou « {PAR_CLE[autre].titre} » ?")


def _situer_ambigu(lue: Candidature, gauche: Candidature | None) -> Candidature:
    cle, titre = AMBIGUS[lue.titre], PAR_CLE[AMBIGUS[lue.titre]].titre
    sujet = lue.sujet if lue.sujet != Sujet.CANDIDAT else (gauche.sujet if gauche else Sujet.CANDIDAT)
    if sujet == Sujet.RESIDENCE:
        residence = DE_RESIDENCE.get(lue.titre, "")
        return replace(lue, cle=residence, sujet=sujet, force=Force.SYNONYME if residence else Force.AUCUNE)
    if lue.sujet == Sujet.NAISSANCE or (gauche and gauche.cle in LIEUX_DE_NAISSANCE):
        return replace(lue, cle=cle, sujet=Sujet.NAISSANCE, force=Force.SYNONYME)
    doute = f"Ce titre ne dit pas de quoi il parle : est-ce « {titre} » ?"
    if sujet in (Sujet.CANDIDAT, Sujet.NAISSANCE):
        return replace(lue, cle=cle, sujet=sujet, force=Force.RESSEMBLANCE, doute=doute)
    return replace(lue, sujet=sujet, doute=doute)


def _departager(candidatures: list[Candidature], textes: list[str]) -> list[Candidature]:
    """One header a column. The strongest is proposed; as soon as two claim the same one, they are asked."""
    par_cle: dict[str, list[int]] = {}
    for place, candidature in enumerate(candidatures):
        if candidature.cle:
            par_cle.setdefault(candidature.cle, []).append(place)
    prises, departagees = set(par_cle), list(candidatures)
    for cle, places in par_cle.items():
        if len(places) == 1:
            continue
        premiere, *autres = sorted(
            places, key=lambda place: (-candidatures[place].force, candidatures[place].titre == "nom", place)
        )
        noms = ", ".join(f"« {textes[place]} »" for place in sorted(places))
        doute = f"{noms} : laquelle remplit « {PAR_CLE[cle].titre} » ?"
        if candidatures[premiere].force < Force.CONFIRME or candidatures[autres[0]].force == Force.CONFIRME:
            departagees[premiere] = replace(candidatures[premiere], doute=doute)
        for place in autres:
            repli = _repli(cle, prises)
            prises.add(repli)
            departagees[place] = replace(candidatures[place], cle=repli, doute=doute)
    return departagees


def _repli(cle: str, prises: set[str]) -> str:
    """« Nom » beside « Nom de naissance » is likely the used name: proposed, never taken."""
    return "nom_usage" if cle == "nom_naissance" and "nom_usage" not in prises else ""


def _exemple(suite: list[list[Any]], rang: int) -> str:
    for ligne in suite[:10]:
        if rang < len(ligne) and str(ligne[rang]).strip():
            exemple = ligne[rang]
            if isinstance(exemple, float) and exemple.is_integer():
                exemple = int(exemple)
            texte = f"{exemple:%d/%m/%Y}" if isinstance(exemple, date) else str(exemple)
            return texte if len(texte) <= LONGUEUR_EXEMPLE else f"{texte[: LONGUEUR_EXEMPLE - 1].rstrip()}…"
    return ""

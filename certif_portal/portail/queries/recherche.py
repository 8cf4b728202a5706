"""Search across the apps: every word must be there, in any order, with or without accents; each sees their own
scope."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from candidats.models import Candidat, Inscription
from candidats.queries.nom import cle_collee, nommes
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.proche import VOCABULAIRE
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, Jury

MAXIMUM = 20
LONGUEUR = 100  # characters
PEU = 3
"""Candidates found under which near names are looked for as well."""
PROCHES = "Noms proches"


@dataclass(frozen=True)
class Trouvaille:
    titre: str
    detail: str
    url: str
    personne: str = ""  # address of the page of the candidate


@dataclass(frozen=True)
class Groupe:
    """What was found of one kind; `tronque`: there is more than what is shown."""

    titre: str
    trouvailles: list[Trouvaille]
    tronque: bool


def chercher(texte: str, personne: Utilisateur) -> list[Groupe]:
    """Candidates, OF, juries, certificates, each cut at MAXIMUM: 4 queries and the words written since the last search;
    1 more when nobody bears one of these words, or next to nobody all of them: whose name is one typing error away."""
    mots = cle_recherche(texte[:LONGUEUR]).split()
    if not mots:
        return []
    groupes = [
        _groupe("Candidats", _inscriptions(mots, personne), _trouver_inscription),
        _groupe("Organismes", _organismes(mots, personne), _trouver_organisme),
        _groupe("Jurys", _jurys(mots, personne), _trouver_jury),
        _groupe("Certificats", _certificats(mots, personne), _trouver_certificat),
    ]
    VOCABULAIRE.lire()
    suspects = VOCABULAIRE.inconnus(mots)
    if suspects or len(groupes[0].trouvailles) < PEU:
        deja = {trouvaille.url for trouvaille in groupes[0].trouvailles}
        groupes.insert(1, _proches(mots, suspects or set(mots), personne, deja))
    return [groupe for groupe in groupes if groupe.trouvailles]


def _groupe(titre: str, lignes: QuerySet[Any], trouver: Callable[[Any], Trouvaille]) -> Groupe:
    lues = list(lignes[: MAXIMUM + 1])
    return Groupe(titre, [trouver(ligne) for ligne in lues[:MAXIMUM]], len(lues) > MAXIMUM)


def _visibles(personne: Utilisateur) -> QuerySet[Inscription]:
    """With what a line of the answer says, and nothing else."""
    return Inscription.objects.visibles_par(personne).select_related(
        "candidat", "organisme", "referentiel__certification"
    )


def _inscriptions(mots: list[str], personne: Utilisateur) -> QuerySet[Inscription]:
    return nommes(_visibles(personne), " ".join(mots)).order_by("candidat__cle_recherche", "-creee_le", "pk")


def _proches(mots: list[str], suspects: set[str], personne: Utilisateur, deja: set[str]) -> Groupe:
    """« kermarec » finds « Kermarrec »; never more than what the reader sees. One word is wrong, the others are not.

    Who bears the words in the order of the file comes first, then who bears every one of them whole.
    """
    conditions, debuts, entiers = [], [], []
    for rang, mot in enumerate(mots):
        autres = mots[:rang] + mots[rang + 1 :]
        for proche in VOCABULAIRE.proches(mot) if mot in suspects else ():
            entier = Q(cle_mots__contains=f" {proche} ")
            ailleurs = (Q(cle_mots__contains=autre) for autre in autres)
            conditions.append(Q(*ailleurs, Q(cle_collee__contains=proche)) & entier)  # the first by an index
            entiers.append(Q(*(Q(cle_mots__contains=f" {autre} ") for autre in autres)) & entier)
            debuts.append(Q(cle_mots__startswith=f" {' '.join([*mots[:rang], proche, *mots[rang + 1 :]])} "))
    if not conditions:
        return Groupe(PROCHES, [], tronque=False)
    ordre = Case(When(reduce(or_, debuts), then=0), When(reduce(or_, entiers), then=1), default=2)
    candidats = Candidat.objects.order_by().alias(cle_collee=cle_collee(), cle_mots=_entre_espaces("cle_recherche"))
    lignes = (
        _visibles(personne)
        .filter(candidat__in=candidats.filter(reduce(or_, conditions)))
        .alias(cle_mots=_entre_espaces("candidat__cle_recherche"))
        .order_by(ordre, "candidat__cle_recherche", "-creee_le", "pk")
    )
    groupe = _groupe(PROCHES, lignes, _trouver_inscription)
    return replace(groupe, trouvailles=[t for t in groupe.trouvailles if t.url not in deja])


def _entre_espaces(cle: str) -> Concat:
    """A key in which a whole word stands between two spaces."""
    return Concat(Value(" "), cle, Value(" "))


def _organismes(mots: list[str], personne: Utilisateur) -> QuerySet[OrganismeFormation]:
    lignes = OrganismeFormation.objects.visibles_par(personne)
    for mot in mots:
        lignes = lignes.filter(Q(cle_recherche__contains=mot))
    return lignes.order_by("cle_recherche")


def _jurys(mots: list[str], personne: Utilisateur) -> QuerySet[Jury]:
    lignes = Jury.objects.visibles_par(personne)
    for mot in mots:
        lignes = lignes.filter(Q(numero__icontains=mot) | Q(lieu__icontains=mot))
    return lignes.order_by("-date")


def _certificats(mots: list[str], personne: Utilisateur) -> QuerySet[Certificat]:
    lignes = Certificat.objects.visibles_par(personne)
    for mot in mots:
        lignes = lignes.filter(cle_recherche__contains=mot)  # which holds the number too
    return lignes.order_by("-delivre_le", "pk")


def _trouver_inscription(inscription: Inscription) -> Trouvaille:
    organisme = inscription.organisme.nom if inscription.organisme else "sans organisme"
    detail = f"{inscription.referentiel} · {organisme} · {inscription.get_etat_display().lower()}"
    personne = lien("candidat_detail", inscription.candidat_id)
    return Trouvaille(str(inscription.candidat), detail, lien("inscription_detail", inscription.pk), personne)


def _trouver_organisme(organisme: OrganismeFormation) -> Trouvaille:
    detail = f"SIRET {organisme.siret}" + (f" · {organisme.ville}" if organisme.ville else "")
    return Trouvaille(organisme.nom, detail, lien("organismeformation_detail", organisme.pk))


def _trouver_jury(jury: Jury) -> Trouvaille:
    return Trouvaille(
        f"Jury {jury.numero}", f"{jury.lieu} · {jury.get_etat_display().lower()}", lien("jury_detail", jury.pk)
    )


def _trouver_certificat(certificat: Certificat) -> Trouvaille:
    titre = f"{certificat.numero} — {certificat.nom} {certificat.prenoms}"
    page = lien("certificat_fichier", certificat.pk) if certificat.document_id else lien("certificat_liste")
    return Trouvaille(titre, f"{certificat.type} {certificat.intitule}", page)

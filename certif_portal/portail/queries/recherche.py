"""Search across the apps: every word must be there, in any order, with or without accents; each sees their own
scope."""

import re
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from candidats.models import Candidat, Inscription
from candidats.queries.nom import cle_collee, nommes
from certif_portal.commun.textes import cle_recherche
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.marche import lien
from certif_portal.portail.queries.numero import designes
from certif_portal.portail.queries.proche import LONGUEUR_MINIMALE, VOCABULAIRE
from certif_portal.portail.queries.trouvaille import (
    MAXIMUM,
    Groupe,
    Trouvaille,
    en_groupe,
    inscriptions_visibles,
    trouver_certificat,
    trouver_inscription,
    trouver_jury,
    trouver_organisme,
)
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, Jury
from referentiels.queries.catalogue import FiltreCatalogue, catalogue
from referentiels.recherche import est_proche

LONGUEUR = 100  # characters
PEU = 3
"""Candidates found under which near names are looked for as well."""
PROCHES = "Noms proches"
BLOC = re.compile(r"BDC\s*(?:n\s*[°o]\s*)?0*([1-9]\d{0,3})", re.IGNORECASE)


def chercher(texte: str, personne: Utilisateur, le: date) -> list[Groupe]:
    """What the question names by a number, then candidates, OF, juries, certificates and certifications that hold its
    words, each cut at MAXIMUM: 6 queries and the words written since the last search; 1 more when nobody bears one of
    these words, or next to nobody all of them: whose name is one typing error away."""
    texte = texte[:LONGUEUR]
    mots = cle_recherche(texte).split()
    exacts = designes(texte, personne)
    if not mots or exacts:
        return exacts
    certifications = _certifications(texte, personne, le)
    if BLOC.fullmatch(texte.strip()):
        return [certifications] if certifications.trouvailles else []
    groupes = [
        en_groupe("Candidats", _inscriptions(mots, personne), trouver_inscription),
        _organismes(mots, personne),
        en_groupe("Jurys", _jurys(mots, personne), trouver_jury),
        en_groupe("Certificats", _certificats(mots, personne), trouver_certificat),
        certifications,
    ]
    VOCABULAIRE.lire()
    suspects = VOCABULAIRE.inconnus(mots)
    if suspects or len(groupes[0].trouvailles) < PEU:
        deja = {trouvaille.url for trouvaille in groupes[0].trouvailles}
        groupes.insert(1, _proches(mots, suspects or set(mots), personne, deja))
    return [groupe for groupe in groupes if groupe.trouvailles]


def _inscriptions(mots: list[str], personne: Utilisateur) -> QuerySet[Inscription]:
    return nommes(inscriptions_visibles(personne), " ".join(mots)).order_by(
        "candidat__cle_recherche", "-creee_le", "pk"
    )


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
        inscriptions_visibles(personne)
        .filter(candidat__in=candidats.filter(reduce(or_, conditions)))
        .alias(cle_mots=_entre_espaces("candidat__cle_recherche"))
        .order_by(ordre, "candidat__cle_recherche", "-creee_le", "pk")
    )
    groupe = en_groupe(PROCHES, lignes, trouver_inscription)
    return replace(groupe, trouvailles=[t for t in groupe.trouvailles if t.url not in deja])


def _entre_espaces(cle: str) -> Concat:
    """A key in which a whole word stands between two spaces."""
    return Concat(Value(" "), cle, Value(" "))


def _organismes(mots: list[str], personne: Utilisateur) -> Groupe:
    """Those that hold every word; failing them, those that do but for one typing error in each: they are few."""
    tous = OrganismeFormation.objects.visibles_par(personne).order_by("cle_recherche")
    lignes = tous
    for mot in mots:
        lignes = lignes.filter(Q(cle_recherche__contains=mot))
    groupe = en_groupe("Organismes", lignes, trouver_organisme)
    if groupe.trouvailles or not any(mot.isalpha() and len(mot) >= LONGUEUR_MINIMALE for mot in mots):
        return groupe
    proches = [pk for pk, cle in tous.values_list("pk", "cle_recherche") if _a_une_faute_pres(mots, cle.split())]
    return en_groupe("Organismes au nom proche", tous.filter(pk__in=proches[: MAXIMUM + 1]), trouver_organisme)


def _a_une_faute_pres(mots: list[str], connus: list[str]) -> bool:
    """A number one digit away is another number."""
    souples = {mot for mot in mots if mot.isalpha() and len(mot) > LONGUEUR_MINIMALE}
    return all(any(mot in connu or (mot in souples and est_proche(mot, connu)) for connu in connus) for mot in mots)


def _jurys(mots: list[str], personne: Utilisateur) -> QuerySet[Jury]:
    lignes = Jury.objects.visibles_par(personne)
    for mot in mots:
        lignes = lignes.filter(Q(numero__icontains=mot) | Q(lieu__icontains=mot))
    return lignes.order_by("-date")


def _certifications(texte: str, personne: Utilisateur, le: date) -> Groupe:
    """By a title, a number, a bloc (« bdc 171 ») or a fiche of the répertoire, as the catalogue reads them."""
    lu = BLOC.fullmatch(texte.strip())
    filtre = FiltreCatalogue(f"BDC{int(lu[1]):04d}" if lu else texte)
    trouvees = catalogue(personne, le=le, filtre=filtre).certifications
    lignes = [
        Trouvaille(c.intitule, f"{c.code}{f' · {c.fiche}' if c.fiche else ''}", lien("certification_detail", c.pk))
        for c in trouvees[:MAXIMUM]
    ]
    return Groupe("Certifications", lignes, len(trouvees) > MAXIMUM)


def _certificats(mots: list[str], personne: Utilisateur) -> QuerySet[Certificat]:
    lignes = Certificat.objects.visibles_par(personne)
    for mot in mots:
        lignes = lignes.filter(cle_recherche__contains=mot)  # which holds the number too
    return lignes.order_by("-delivre_le", "pk")

"""Numbers one typing error away from the one that was typed (decision 0437): shown apart, never in the place of it.

Every text one error away is read as the exact numbers are; those that exist are found by their index. As long as the
numbers of a kind follow one another, dozens are that near: all of them are shown.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from candidats.models import Projet
from candidats.models.inscription import PREFIXE_REFERENCE
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.numero import CODE, COMMISSION, DOSSIER_GTP, JURY, NDA, SIREN, SIRET
from certif_portal.portail.queries.proche import LETTRES, variantes
from certif_portal.portail.queries.trouvaille import (
    Groupe,
    Trouvaille,
    en_groupe,
    inscriptions_visibles,
    trouver_certificat,
    trouver_commission,
    trouver_dossier_gtp,
    trouver_inscription,
    trouver_jury,
    trouver_organisme,
    trouver_projet,
)
from evaluations.models import Commission
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, CodeCertificat, DossierGTP, Jury
from jurys.queries.numero import numero_ecrit
from jurys.regles.verification import code_lu, numero_lu

LONGUEUR = 24
"""Beyond, it is a sentence."""
MONTRES = 120
REFERENCE = re.compile(rf"{PREFIXE_REFERENCE.rstrip('-')}(\d{{6}}|[1-9]\d{{6,8}})")
PROJET = re.compile(r"PC(\d{4}|[1-9]\d{4,8})")
"""As they are printed: a nought more is another text."""
CHIFFRES = "0123456789"
DECORS = re.compile(r"\(0\)|[\s.()/-]")
D_UN_TELEPHONE = re.compile(r"\+\d+|0033\d{9}|0\d{9}")
"""As it is said abroad or here, once its separators are out; a SIRET may begin by the same noughts, and is longer."""


def est_un_numero(texte: str) -> bool:
    """Short, with a figure in it, and neither an address nor what may be a phone, of which nobody prints a series."""
    court = 3 <= len(texte) <= LONGUEUR and any(signe.isdigit() for signe in texte) and "@" not in texte
    return court and not D_UN_TELEPHONE.fullmatch(DECORS.sub("", texte))


def numeros_proches(texte: str, personne: Utilisateur) -> list[Groupe]:
    """By kind: a query each, for the kinds that the text may be of."""
    texte = texte.strip()
    if not est_un_numero(texte):
        return []
    groupes = [*_par_reference(texte, personne), *_par_chiffres(texte, personne), *_par_annee(texte, personne)]
    return [groupe for groupe in groupes if groupe.trouvailles]


def _par_reference(texte: str, personne: Utilisateur) -> Iterator[Groupe]:
    """A registration, a project, a certificate by its number or by its code: separators do not count."""
    ecrits = {variante.upper() for variante in variantes(numero_lu(texte).lower())}
    pks = [int(lu[1]) for lu in map(REFERENCE.fullmatch, ecrits) if lu]
    sous_un_autre = variantes(texte, LETTRES + LETTRES.upper() + "-/")
    for numeros in (Q(pk__in=pks), Q(numero_national__in=sous_un_autre) & ~Q(numero_national="")):  # an index each
        inscriptions = inscriptions_visibles(personne).filter(numeros).order_by()
        yield _proches("Inscriptions", inscriptions, trouver_inscription)
    projets = Projet.objects.visibles_par(personne).select_related("referentiel")
    pks = [int(lu[1]) for lu in map(PROJET.fullmatch, ecrits) if lu]
    yield _proches("Projets", projets.filter(pk__in=pks).order_by("pk"), trouver_projet)
    certificats = Certificat.objects.visibles_par(personne)
    numerotes = certificats.alias(ecrit=numero_ecrit()).filter(ecrit__in=ecrits)
    yield _proches("Certificats", numerotes.order_by("numero"), trouver_certificat)
    if any(CODE.fullmatch(ecrit) for ecrit in ecrits):
        codes = CodeCertificat.objects.filter(code__in={code_lu(ecrit) for ecrit in ecrits})
        yield _proches("Certificats", certificats.filter(pk__in=codes.values("pk")), trouver_certificat)


def _par_chiffres(texte: str, personne: Utilisateur) -> Iterator[Groupe]:
    """An OF or a company by its SIRET or its SIREN, an OF by the number of its activity; a commission by its own."""
    ecrits = variantes(numero_lu(texte).lower(), CHIFFRES)
    organismes = OrganismeFormation.objects.visibles_par(personne)
    sirets = {ecrit for ecrit in ecrits if ecrit.isdigit() and len(ecrit) == SIRET}
    if sirets:
        yield _proches("Organismes", organismes.filter(siret__in=sirets), trouver_organisme)
        salaries = inscriptions_visibles(personne).filter(entreprise__siret__in=sirets).order_by("-creee_le", "pk")
        yield _proches("Salariés de cette entreprise", salaries, trouver_inscription)
    sirens = {ecrit for ecrit in ecrits if ecrit.isdigit() and len(ecrit) == SIREN}
    declares = {ecrit for ecrit in ecrits if ecrit.isdigit() and len(ecrit) == NDA}
    if sirens or declares:
        debuts = reduce(or_, (Q(siret__startswith=siren) for siren in sirens), Q(nda__in=declares))
        yield _proches("Organismes", organismes.filter(debuts), trouver_organisme)
    if lu := COMMISSION.fullmatch(texte):
        pks = [int(ecrit) for ecrit in variantes(lu[1], CHIFFRES) if ecrit and ecrit[0] != "0" and len(ecrit) < 10]
        seances = Commission.objects.visibles_par(personne).filter(pk__in=pks).order_by("pk")
        yield _proches("Commissions", seances, partial(trouver_commission, personne=personne))


def _par_annee(texte: str, personne: Utilisateur) -> Iterator[Groupe]:
    """A jury, what is sent of it to the GTP: « 2026-4 », « 2026-4/1 »."""
    ecrits = variantes(texte, f"{CHIFFRES}-/")
    numeros = {f"{lu[1]}-{int(lu[2])}" for lu in map(JURY.fullmatch, ecrits) if lu}
    jurys = Jury.objects.visibles_par(personne).filter(numero__in=numeros).order_by("-date", "pk")
    yield _proches("Jurys", jurys, trouver_jury)
    envois = {(f"{lu[1]}-{int(lu[2])}", int(lu[3])) for lu in map(DOSSIER_GTP.fullmatch, ecrits) if lu}
    if envois and peut_tout_consulter(personne):
        lesquels = reduce(or_, (Q(jury__numero=numero, rang=rang) for numero, rang in envois))
        dossiers = DossierGTP.objects.select_related("jury").filter(lesquels).order_by("pk")
        yield _proches("Dossiers pour le GTP", dossiers, trouver_dossier_gtp)


def _proches(titre: str, lignes: QuerySet[Any], trouver: Callable[[Any], Trouvaille]) -> Groupe:
    return en_groupe(f"{titre}, à un signe près", lignes, trouver, MONTRES)

"""Purges: what is due is listed, approved when it is large, done by batches that a cut does not double, and proved."""

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte, concerne
from certif_portal.commun.courriels import Brouillon, deposer_tous, mots_de
from certif_portal.commun.declencheurs import purge_permise
from certif_portal.commun.droits_base import sous_le_role_de_la_purge
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.cible import CIBLES, PAR_CODE, Cible
from certif_portal.portail.queries.relance import responsables_du
from certif_portal.portail.services.effacement import effacer
from jurys.choix_conservation import TRANSITIONS_PURGE, EtatPurge
from jurys.models import Effacement, LignePurge, Purge
from jurys.queries.conservation import attendues
from jurys.regles.conservation import (
    PURGE_SECONDE_PERSONNE,
    approuvee_au_plus_tard,
    exige_une_seconde_personne,
)

OUVERTES = (EtatPurge.A_APPROUVER, EtatPurge.EN_COURS)
SOUS_ACCORD = ("certificat", "etat_civil", "lettres")
"""What is never purged without somebody's word, however few."""
CONSEQUENCES = ("documents", "fichiers")
"""What nothing refers to once the rest is gone: counted as it goes."""
EN_COURS = "Une purge est en cours : attendez sa fin."


@dataclass(frozen=True)
class Prevision:
    """What one thing would lose that day, and since when the oldest is counted."""

    cible: Cible
    nombre: int
    depuis: date | None


def prevoir(le: date) -> list[Prevision]:
    """A rehearsal: what is due, writing nothing."""
    previsions = []
    for cible in CIBLES:
        lu = cible.dues(le).aggregate(nombre=Count("pk", distinct=True), depuis=Min("depart"))
        if lu["nombre"] or cible.code in CONSEQUENCES:
            previsions.append(Prevision(cible, lu["nombre"], lu["depuis"]))
    return previsions


@acte
def etablir_purge(*, le: date, a: datetime, par: Utilisateur | None = None) -> Purge | None:
    """The list of what is due; None when nothing is, or when the portal asks while another one runs. A small one is
    approved by that alone, when the portal asks for it (PURGE-SECONDE-PERSONNE). One that waits is made again from the
    day's facts.

    Raises ErreurMetier when somebody asks while another one runs.
    """
    if _une_est_en_cours():
        if par is None:
            return None
        raise ErreurMetier(EN_COURS)
    depuis = min((attendue.attendue_depuis for attendue in attendues()), default=le)
    refaites = Purge.objects.filter(etat=EtatPurge.A_APPROUVER, demandee_par=par).update(etat=EtatPurge.ECARTEE)
    previsions = prevoir(le)
    nombre = sum(prevision.nombre for prevision in previsions)
    if not nombre:
        return None
    attendue = par is not None or exige_une_seconde_personne(
        nombre,
        parametres().purge_seuil,
        sous_accord=any(p.nombre for p in previsions if p.cible.code in SOUS_ACCORD),
    )
    purge = Purge(le=le, attend_depuis=depuis, demandee_le=a, demandee_par=par)
    if not attendue:
        verifier_transition(TRANSITIONS_PURGE, purge, EtatPurge.EN_COURS)
        purge.etat = EtatPurge.EN_COURS
    purge.full_clean()
    purge.save(force_insert=True)
    LignePurge.objects.bulk_create(
        LignePurge(
            purge=purge,
            rang=rang,
            regle=prevision.cible.regle,
            cible=prevision.cible.code,
            prevues=prevision.nombre,
            depuis=prevision.depuis,
        )
        for rang, prevision in enumerate(previsions, 1)
    )
    phrase = f"Purge établie : {compte(nombre, 'ligne')} à effacer au {date_longue(le)}."
    journaliser(purge, "purge", phrase, par=par, a=a)
    if attendue and not refaites:
        dire_purge_attendue(purge, nombre, a)
    return purge


def dire_purge_attendue(purge: Purge, nombre: int, a: datetime) -> None:
    """To those who may approve it, once: it is made again every night until somebody answers."""
    limite = approuvee_au_plus_tard(purge.attendue_depuis)
    contexte = {"purge": purge, "combien": compte(nombre, "ligne"), "limite": limite, "en_retard": limite < jour_de(a)}
    objet, texte = mots_de("purge_attendue", contexte)
    sienne = purge.demandee_par.email if purge.demandee_par else ""
    qui = [adresse for adresse in responsables_du(jour_de(a)) if adresse != sienne]
    deposer_tous([Brouillon(adresse, objet, texte, "purge_attendue") for adresse in qui], a=a)


@acte
def approuver_purge(*, purge: Purge, par: Utilisateur, a: datetime) -> Purge:
    """Somebody else than who asked. Raises ErreurMetier while another one runs: the same row would go, and be counted,
    twice."""
    occupee = _une_est_en_cours()
    purge = _verrouiller(purge)
    verifier_transition(TRANSITIONS_PURGE, purge, EtatPurge.EN_COURS)
    if occupee:
        raise ErreurMetier(EN_COURS)
    if purge.demandee_par_id == par.pk:
        raise RegleNonRespectee(PURGE_SECONDE_PERSONNE, "Vous avez demandé cette purge : quelqu’un d’autre l’approuve.")
    purge.etat, purge.approuvee_par, purge.approuvee_le = EtatPurge.EN_COURS, par, a
    purge.full_clean()
    purge.save(update_fields=["etat", "approuvee_par", "approuvee_le"])
    journaliser(purge, "purge-approuvee", "Purge approuvée.", par=par, a=a)
    return purge


@acte
def ecarter_purge(*, purge: Purge, par: Utilisateur, a: datetime) -> Purge:
    """Nothing goes; the next night lists again what is due."""
    purge = _verrouiller(purge)
    verifier_transition(TRANSITIONS_PURGE, purge, EtatPurge.ECARTEE)
    purge.etat = EtatPurge.ECARTEE
    purge.save(update_fields=["etat"])
    journaliser(purge, "purge-ecartee", "Purge écartée : rien n’est effacé.", par=par, a=a)
    return purge


def executer_purge(purge_id: int, *, a: Callable[[], datetime], avancer: Callable[[int], None] = lambda _: None) -> int:
    """Batch by batch, each its own transaction: what a cut left is taken up, and nothing is counted twice. How many
    rows went; played again once it is finished, none."""
    faites = 0
    purge = Purge.objects.filter(pk=purge_id, etat=EtatPurge.EN_COURS).first()
    if purge is None:
        return faites
    with sous_le_role_de_la_purge(connection):
        for ligne in purge.lignes.all():
            cible = PAR_CODE[ligne.cible]
            while nombre := _un_lot(purge.pk, ligne.pk, cible, a()):
                faites += nombre
                avancer(faites)
        _finir(purge, a=a())
    return faites


@acte
def _un_lot(purge_id: int, ligne_id: int, cible: Cible, a: datetime) -> int:
    """One batch, its count and its proof, together or not at all. Two runs at once wait for each other here. Never more
    than was listed: what another line has just freed waits for its own list."""
    ligne = LignePurge.objects.select_for_update(no_key=True).get(pk=ligne_id)
    purge = Purge.objects.get(pk=purge_id)
    if purge.etat != EtatPurge.EN_COURS:
        return 0
    reste = cible.pas if cible.code in CONSEQUENCES else max(0, min(cible.pas, ligne.prevues - ligne.faites))
    cles = list(cible.dues(purge.le).order_by("pk").values_list("pk", flat=True)[:reste])
    if not cles:
        return 0
    with purge_permise(connection):
        effacer(cible, cles)
    if cible.reste:
        Effacement.objects.bulk_create(Effacement(purge=purge, cible=cible.code, cle=cle) for cle in cles)
    ligne.faites += len(cles)
    ligne.preuve = prouver(ligne.preuve, cible.code, cles)
    ligne.save(update_fields=["faites", "preuve"])
    if cible.modele is Inscription:
        concerne(Inscription, cles, "purge", a)
    return len(cles)


def prouver(avant: str, cible: str, cles: Collection[Any]) -> str:
    """The HMAC of these keys, chained after that of the batch before: who holds the key of the portal may check which
    they were, and nobody else finds them."""
    texte = json.dumps([avant, cible, [str(cle) for cle in cles]], separators=(",", ":"))
    return hmac.new(f"purge{settings.SECRET_KEY}".encode(), texte.encode(), hashlib.sha256).hexdigest()


@acte
def _finir(purge: Purge, *, a: datetime) -> None:
    purge = _verrouiller(purge)
    if purge.etat != EtatPurge.EN_COURS:
        return
    lignes = list(purge.lignes.all())
    nombre = sum(ligne.faites for ligne in lignes)
    regles = len({ligne.regle for ligne in lignes if ligne.faites})
    verifier_transition(TRANSITIONS_PURGE, purge, EtatPurge.FINIE)
    purge.etat, purge.finie_le = EtatPurge.FINIE, a
    purge.full_clean()
    purge.save(update_fields=["etat", "finie_le"])
    phrase = f"Purge finie : {compte(nombre, 'ligne')}, au titre de {compte(regles, 'règle')}."
    journaliser(purge, "purge-finie", phrase, par=purge.approuvee_par, a=a)


def _une_est_en_cours() -> bool:
    """Whoever starts one waits for whoever is starting another."""
    ouvertes = Purge.objects.select_for_update(of=("self",), no_key=True).filter(etat__in=OUVERTES).order_by("pk")
    return EtatPurge.EN_COURS in [purge.etat for purge in ouvertes]


def _verrouiller(purge: Purge) -> Purge:
    return Purge.objects.select_for_update(of=("self",), no_key=True).get(pk=purge.pk)


def purges_a_reprendre() -> Iterator[int]:
    """Those that a cut left half done."""
    yield from Purge.objects.filter(etat=EtatPurge.EN_COURS).order_by("pk").values_list("pk", flat=True)

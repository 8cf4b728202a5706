"""Forty-five years of a centre, purge after purge by a moved clock: what the table of retention says stays, the rest
goes, and nobody planted in the base is found in it at the end.

    python3 dev.py epreuves conservation [--nombre 3000] [--canaris 200] [--pas 6] [--graine 1]

What should be left each time is counted again, file by file, by the pure rules (`jurys/regles/conservation.py`): never
by the queries that the purge reads. It cannot be taken up: each year stands on those before; 300 files say whether it
will pass in a tenth of the time. Each year says how long is left.
"""

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from epreuves import portail

DEBUT = date(2026, 11, 20)
ANNEES = 45
CANARI = "Zwqcanari"
"""Planted as a name, in a comment, in a mail, in a file: no real word holds it."""


@dataclass
class Bilan:
    """How many files were written, purges done, rows gone; what was wrong."""

    dossiers: int = 0
    purges: int = 0
    effacees: int = 0
    plantes: int = 0
    trouves_avant: int = 0
    secondes: float = 0.0
    par_regle: dict[str, int] = field(default_factory=dict)
    fautes: list[str] = field(default_factory=list)


def a_midi(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, 12, tzinfo=UTC)


def charger(nombre: int, graine: int) -> None:
    """A centre of that size; what is still under way ends today, so that it has a delay."""
    from candidats.choix import OUVERTES
    from candidats.models import Inscription
    from certif_portal.comptes.models import Utilisateur
    from certif_portal.portail.demo.calendrier import Calendrier
    from certif_portal.portail.demo.centre import ouvrir_le_centre
    from certif_portal.portail.demo.personnes import JURE, PRESIDENT
    from certif_portal.portail.demo.volume import chargement
    from jurys.models import CompteurCertificat

    calendrier = Calendrier(a_midi(DEBUT))
    ouvrir_le_centre(calendrier)
    for compte in (PRESIDENT, JURE):
        Utilisateur.objects.create_user(compte.courriel, prenom=compte.prenom, nom=compte.nom)
    CompteurCertificat.objects.create(serie="MC")
    chargement.charger(calendrier, nombre=nombre, ouvertes=None, graine=graine, suivre=lambda _: None)
    Inscription.objects.filter(etat__in=OUVERTES).update(etat="abandonnee", abandonnee_le=DEBUT)


def planter(nombre: int, alea: random.Random) -> int:
    """Canaries, each in one place where somebody is named."""
    from django.db import connection

    from candidats.models import Candidat, Formateur, Inscription, Livret
    from certif_portal.commun.declencheurs import sans_scelles
    from certif_portal.commun.fichiers import enregistrer_fichier
    from certif_portal.commun.models import Courriel, EntreeJournal
    from evaluations.models import Appreciation, AvisEntreprise
    from jurys.models import Certificat, MembreJury, Presentation

    places: tuple[tuple[type[Any], str], ...] = (
        (Candidat, "nom_naissance"),
        (Candidat, "adresse"),
        (Inscription, "tuteur_nom"),
        (Inscription, "motif_abandon"),
        (Formateur, "nom"),
        (AvisEntreprise, "commentaire"),
        (Appreciation, "commentaire"),
        (Certificat, "nom"),
        (Presentation, "motif"),
        (MembreJury, "nom"),
        (Courriel, "objet"),
        (EntreeJournal, "phrase"),
    )
    plantes = 0
    with sans_scelles(connection):
        for rang in range(nombre):
            modele, champ = places[rang % len(places)]
            cles = list(modele._default_manager.order_by("pk").values_list("pk", flat=True)[:5000])
            if cles:
                plantes += modele._default_manager.filter(pk=alea.choice(cles)).update(**{champ: f"{CANARI}{rang}"})
        for cle in alea.sample(list(Livret.objects.values_list("pk", flat=True)), 5):
            fichier = enregistrer_fichier(
                nom=f"{CANARI}.pdf",
                octets=f"%PDF- {CANARI} {cle}".encode(),
                type_mime="application/pdf",
                par=None,
                a=a_midi(DEBUT),
            )
            plantes += Livret.objects.filter(pk=cle).update(fichier=fichier)
    return plantes


def chercher(mot: str) -> list[str]:
    """The tables that hold a word, in any column, files included: what a dump of the base would hold."""
    from django.apps import apps
    from django.db import connection

    trouvees = []
    octets = mot.encode().hex()
    with connection.cursor() as curseur:
        for modele in apps.get_models(include_auto_created=True):
            table = modele._meta.db_table
            curseur.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s OR t::text LIKE %s',  # noqa: S608 a model's
                [f"%{mot}%", f"%{octets}%"],
            )
            if nombre := curseur.fetchone()[0]:
                trouvees.append(f"{table} : {nombre}")
    return trouvees


APPRECIATIONS = "Appréciations de la commission"


def attendus(le: date, presents: dict[str, set[int]]) -> dict[str, set[int]]:
    """By thing, the registrations that still have it on that day, by the pure rules and by what was there at the start:
    what a purge took is never asked of what it left."""
    from candidats.models import Inscription
    from certif_portal.portail.queries.garde import faits_de_garde, gardes_du_dossier

    gardees: dict[str, set[int]] = {"Papiers d’évaluation": set(), APPRECIATIONS: set()}
    for inscription in Inscription.objects.annotate(**faits_de_garde()).iterator(2000):
        inscription.appreciee = inscription.pk in presents[APPRECIATIONS]
        for garde in gardes_du_dossier(inscription):
            if garde.quoi in gardees and not garde.finie(le):
                gardees[garde.quoi].add(inscription.pk)
    return gardees


def restants() -> dict[str, set[int]]:
    """What the base still holds of the same."""
    from evaluations.models import Appreciation, AvisEntreprise

    return {
        "Papiers d’évaluation": set(AvisEntreprise.objects.values_list("inscription", flat=True)),
        APPRECIATIONS: set(Appreciation.objects.values_list("grille__inscription", flat=True)),
    }


def purger(le: date, par: Any, bilan: Bilan) -> None:
    """The nights of one day of the simulation, until nothing is due: approved by a second person when it must be."""
    from certif_portal.portail.services.purge import approuver_purge, etablir_purge, executer_purge
    from jurys.choix_conservation import EtatPurge

    a = a_midi(le)
    while (purge := etablir_purge(le=le, a=a)) is not None:
        if purge.etat == EtatPurge.A_APPROUVER:
            approuver_purge(purge=purge, par=par, a=a)
        bilan.effacees += executer_purge(purge.pk, a=lambda: a)
        bilan.purges += 1
        for regle, faites in purge.lignes.values_list("regle", "faites"):
            bilan.par_regle[regle] = bilan.par_regle.get(regle, 0) + faites


def verifier_reste(le: date, presents: dict[str, set[int]], bilan: Bilan) -> None:
    """What was there at the start, and is still owed, is there; and nothing else."""
    dus = attendus(le, presents)
    for quoi, encore in restants().items():
        voulus = dus[quoi] & presents[quoi]
        if encore != voulus:
            trop, manque = len(encore - voulus), len(voulus - encore)
            bilan.fautes.append(f"{le} : {quoi} : {trop} de trop, {manque} de moins")


def eprouver(
    nombre: int,
    canaris: int,
    pas: int,
    graine: int,
    annees: int = ANNEES,
    dire: Callable[[str], None] = lambda _: None,
) -> Bilan:
    from django.db import connection

    from candidats.models import Inscription
    from certif_portal.commun.chaine import preparer_maillon, verifier
    from certif_portal.comptes.models import Utilisateur
    from jurys.models import Certificat

    bilan, alea, debut = Bilan(), random.Random(graine), time.monotonic()  # noqa: S311 - a draw, no secret
    with connection.cursor() as curseur:  # a slow machine is no page: what it does beside is waited for
        curseur.execute("SELECT set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)")
    charger(nombre, graine)
    bilan.dossiers = Inscription.objects.count()
    bilan.plantes = planter(canaris, alea)
    bilan.trouves_avant = len(chercher(CANARI))
    if maillon := preparer_maillon(jour=DEBUT, a=a_midi(DEBUT)):
        maillon.save()
    par, presents = Utilisateur.objects.order_by("pk")[0], restants()
    charge = time.monotonic()
    dire(f"{bilan.dossiers} dossiers, {bilan.plantes} canaris, chargés en {charge - debut:.0f} s")
    for mois in range(0, 12 * annees + 1, pas):
        le = DEBUT + relativedelta(months=mois)
        purger(le, par, bilan)
        verifier_reste(le, presents, bilan)
        if maillon := preparer_maillon(jour=le, a=a_midi(le)):
            maillon.save()
        if not mois % 12:
            reste = (time.monotonic() - charge) / (mois + pas) * (12 * annees - mois)
            dire(f"{le} : {bilan.purges} purges, {len(bilan.fautes)} faute(s), il reste {reste:.0f} s")
    if annees >= ANNEES:
        bilan.fautes += [f"canari retrouvé, {table}" for table in chercher(CANARI)]
        if nommes := Certificat.objects.exclude(nom="").count():
            bilan.fautes.append(f"{nommes} certificats nomment encore quelqu’un")
    if ecart := verifier().ecart:
        bilan.fautes.append(f"journal : {ecart}")
    bilan.secondes = time.monotonic() - debut
    return bilan


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py epreuves conservation")
    parser.add_argument("--nombre", type=int, default=3000)
    parser.add_argument("--canaris", type=int, default=200)
    parser.add_argument("--pas", type=int, default=6, metavar="MOIS")
    parser.add_argument("--graine", type=int, default=1)
    options = parser.parse_args(arguments)
    with portail.base_jetable():
        bilan = eprouver(
            options.nombre,
            options.canaris,
            options.pas,
            options.graine,
            dire=lambda phrase: print(phrase, flush=True),
        )
    print(f"{bilan.dossiers} dossiers, {ANNEES} ans, {bilan.purges} purges, {bilan.effacees} lignes effacées")
    print(f"{bilan.plantes} canaris, vus avant dans {bilan.trouves_avant} tables ; {bilan.secondes:.0f} s")
    print(*(f"  {regle} : {nombre}" for regle, nombre in sorted(bilan.par_regle.items())), sep="\n")
    print(f"{len(bilan.fautes)} faute(s)", *bilan.fautes, sep="\n")
    return 1 if bilan.fautes else 0

"""What the portal keeps, held against itself: each control names what does not agree, and repairs nothing.

Read at night, by task or by `manage.py verifier_coherence`; what is found makes the health of the portal fail until a
later night finds nothing (decision 0385).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from candidats.models import Inscription
from candidats.services.ressemblance import ecarts_des_doubles
from certif_portal.commun.chaine import verifier as verifier_la_chaine
from certif_portal.commun.durees import compte
from certif_portal.commun.models import ContenuFichier, Fichier
from certif_portal.commun.passages import noter_passage
from certif_portal.commun.sante import COHERENCE, lire_courriels
from evaluations.choix import StatutOperation
from evaluations.models import Appreciation, LienAvis, NoteEvaluateur, OperationRecue, VersionGrille
from evaluations.regles.saisie import SorteSaisie, empreinte_operation
from jurys.models import Certificat, CompteurCertificat, NumerosPasses
from jurys.services import suivi

EXEMPLES = 20
"""Sentences kept of one control: beyond, they are counted."""
PAR_LOT = 4
"""Files read at once: each may weigh ten megabytes."""
RECENT = timedelta(days=1)
"""A file younger than that may still be on its way to what refers to it."""


@dataclass(frozen=True)
class Constat:
    """One control: what it held against what, and what does not agree."""

    titre: str
    ecarts: tuple[str, ...]
    nombre: int


def numeros(a: datetime) -> Iterator[str]:
    """Of each series, one certificate a rank, up to the counter, without a gap but those that somebody answered for."""
    passes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for nom, premier, dernier in NumerosPasses.objects.values_list("serie", "premier", "dernier"):
        passes[nom].append((premier, dernier))
    derniers = dict(CompteurCertificat.objects.values_list("serie", "dernier"))
    series = Certificat.objects.filter(rang__isnull=False).values("serie").order_by("serie")
    for serie in series.annotate(
        n=Count("pk"), distincts=Count("rang", distinct=True), un=Min("rang"), fin=Max("rang")
    ):
        nom, dernier = serie["serie"], derniers.get(serie["serie"], 0)
        dedans = sum(fin - debut + 1 for debut, fin in passes[nom] if serie["un"] < debut and fin < serie["fin"])
        donne = max([serie["fin"], *(fin for _, fin in passes[nom])])
        if serie["distincts"] != serie["n"]:
            yield f"Série {nom} : un rang est donné deux fois."
        if serie["fin"] - serie["un"] + 1 != serie["distincts"] + dedans:
            yield f"Série {nom} : {serie['distincts']} certificats pour les rangs {serie['un']} à {serie['fin']}."
        if donne != dernier:
            yield f"Série {nom} : le compteur dit {dernier}, le dernier certificat est le {serie['fin']}."


def avis(a: datetime) -> Iterator[str]:
    """A link that served gave one opinion, and one link gave it: the base itself holds one opinion a registration."""
    for lien in LienAvis.objects.filter(utilise_le__isnull=False, avis__rendu_le__isnull=True, avis__papier=None):
        yield f"Lien d’avis {lien.pk} : il a servi, et aucun avis n’est rendu."
    servis = LienAvis.objects.filter(utilise_le__isnull=False).order_by("avis").values("avis")
    for servi in servis.annotate(n=Count("pk")).filter(n__gt=1):
        yield f"Avis {servi['avis']} : {servi['n']} liens ont servi."


def operations(a: datetime) -> Iterator[str]:
    """What a tablet was told to be written is in its line, or in a later writing of it; what was received is intact."""
    recues = OperationRecue.objects.order_by("pk")
    for operation in recues.iterator(500):
        brut = json.loads(operation.corps)
        if empreinte_operation(brut) != operation.sha256:
            yield f"Opération {operation.pk} : elle n’est plus ce qui a été reçu."
        elif operation.statut in (StatutOperation.APPLIQUEE, StatutOperation.CONFLIT) and _perdue(operation, brut):
            yield f"Opération {operation.pk} : dite écrite, elle n’est dans aucune ligne de la grille."


def _perdue(operation: OperationRecue, brut: dict[str, Any]) -> bool:
    """A grid whose lines were all purged has lost nothing."""
    ecrites: Any = NoteEvaluateur if brut["sorte"] == SorteSaisie.NOTE else Appreciation
    lignes = ecrites.objects.filter(grille=operation.grille_id)
    if brut["sorte"] == SorteSaisie.NOTE:
        lignes = lignes.filter(saisie_par__utilisateur=operation.auteur_id)
    connue = lignes.filter(competence=brut["competence"], version__gte=operation.reponse["version"])
    return lignes.exists() and not connue.exists()


def grilles(a: datetime) -> Iterator[str]:
    """The words that were signed have the hash that was signed."""
    for version in VersionGrille.objects.order_by("pk").iterator(100):
        if hashlib.sha256(version.contenu.encode()).hexdigest() != version.empreinte:
            yield f"Grille {version.grille_id}, version {version.rang} : son contenu n’a plus son empreinte."


def empreintes(a: datetime) -> Iterator[str]:
    """Every stored byte, read again."""
    lus = ContenuFichier.objects.order_by("pk").values_list("pk", "octets", "fichier__sha256", "fichier__taille")
    for cle, octets, sha256, taille in lus.iterator(PAR_LOT):
        if len(octets) != taille or hashlib.sha256(octets).hexdigest() != sha256:
            yield f"Fichier {cle} : ses octets n’ont plus leur empreinte."


def fichiers(a: datetime) -> Iterator[str]:
    """A row has its bytes, and something that refers to it."""
    anciens = Fichier.objects.filter(depose_le__lt=a - RECENT).order_by("pk")
    for cle in Fichier.objects.filter(contenu=None).order_by("pk").values_list("pk", flat=True):
        yield f"Fichier {cle} : il n’a pas d’octets."
    for cle in anciens.exclude(_cites()).values_list("pk", flat=True):
        yield f"Fichier {cle} : rien ne le cite."


def _cites() -> Q:
    """Named by a row of any model, its own bytes apart."""
    cite = Q()
    for lien in Fichier._meta.get_fields(include_hidden=True):
        modele: Any = lien.related_model
        if lien.auto_created and not lien.concrete and modele is not ContenuFichier:
            nom = lien.field.name  # type: ignore[union-attr]  # of a relation, as the line above says
            cite |= Q(Exists(modele._base_manager.filter(**{nom: OuterRef("pk")})))
    return cite


def suivis(a: datetime) -> Iterator[str]:
    """What is kept of each file is what its facts give."""
    for lot in suivi.en_lots(Inscription.objects.all()):
        yield from map(str, suivi.ecarts(lot))
    if doubles := ecarts_des_doubles():
        yield f"Doubles probables : {compte(doubles, 'paire')} à refaire."


def courriels(a: datetime) -> Iterator[str]:
    parti, dit = lire_courriels()
    if not parti:
        yield f"Courriels : {dit}."


def journal(a: datetime) -> Iterator[str]:
    if ecart := verifier_la_chaine().ecart:
        yield ecart


CONTROLES: tuple[tuple[str, Callable[[datetime], Iterable[str]]], ...] = (
    ("Numéros des certificats", numeros),
    ("Avis des entreprises", avis),
    ("Saisies des tablettes", operations),
    ("Grilles scellées", grilles),
    ("Empreintes des fichiers", empreintes),
    ("Fichiers et ce qui les cite", fichiers),
    ("Suivi des inscriptions", suivis),
    ("Courriels à envoyer", courriels),
    ("Chaîne du journal", journal),
)


def constater(a: datetime) -> Iterator[Constat]:
    """Each control, one after the other, each on its own picture of the base."""
    for titre, lire in CONTROLES:
        with transaction.atomic():
            trouves = iter(lire(a))
            premiers = tuple(islice(trouves, EXEMPLES))
            nombre = len(premiers) + sum(1 for _ in trouves)
        yield Constat(titre, premiers, nombre)


def verifier_coherence(a: datetime) -> int:
    """The nightly reading: how many things do not agree, told to the health of the portal."""
    faux = [constat for constat in constater(a) if constat.nombre]
    dits = [f"{constat.titre} ({constat.nombre}) : {constat.ecarts[0]}" for constat in faux]
    noter_passage(COHERENCE, a, " ".join(dits))
    return sum(constat.nombre for constat in faux)

"""What the home page of each role says: what to do first, what is due soon, who is ready for the next jury."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONObject

from candidats.models import Candidat, Inscription
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.models import EntreeJournal, url_dossier
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.acte import AMENAGEMENT, LECTURES
from certif_portal.portail.queries.piece import PieceDossier, inscriptions_jugees
from certif_portal.portail.regles import ECHEANCES_PROCHES
from evaluations.models import Evaluateur
from habilitations.models import Habilitation
from jurys.choix import EtatJury
from jurys.models import Jury
from referentiels.choix import EtatReferentiel
from referentiels.models import Referentiel

A_VENIR = (EtatJury.PREPARATION, EtatJury.CONVOQUE, EtatJury.DELIBERATION)


@dataclass(frozen=True)
class ProchainJury:
    """How ready the next jury is, and what lacks most."""

    jury_id: int
    le: date
    prets: int
    candidats: int
    manques: list[tuple[str, int]]
    exemple: Inscription | None = None
    exemple_pieces: tuple[PieceDossier, ...] = ()


@dataclass(frozen=True)
class Nouvelle:
    """One act told on the home page, and the file it happened to; `de_qui` is empty when the phrase says it."""

    phrase: str
    de_qui: str
    par_nom: str
    le: datetime
    url: str


@dataclass(frozen=True)
class Pas:
    """One of the first things to do in a new centre."""

    libelle: str
    nom_url: str
    fait: bool


def premiers_pas(personne: Utilisateur) -> list[Pas]:
    """What a centre lays before its first registration, each done or not: 1 query. Empty once all is done."""
    pose = (
        Utilisateur.objects.filter(pk=personne.pk)
        .values(
            le_centre=Exists(ParametresCentre.objects.exclude(president_nom="")),
            un_referentiel=Exists(Referentiel.objects.filter(etat=EtatReferentiel.EN_VIGUEUR)),
            un_organisme=Exists(Habilitation.objects.all()),
            un_evaluateur=Exists(Evaluateur.objects.all()),
        )
        .get()
    )
    pas = [
        Pas("Régler le centre : adresse, signataires, lieu des jurys", "parametres_modifier", pose["le_centre"]),
        Pas("Importer un référentiel et le mettre en vigueur", "referentiel_importer", pose["un_referentiel"]),
        Pas(
            "Enregistrer un organisme de formation et son habilitation",
            "organismeformation_creer",
            pose["un_organisme"],
        ),
        Pas("Inviter les évaluateurs", "evaluateur_inviter", pose["un_evaluateur"]),
    ]
    return [] if all(p.fait for p in pas) else pas


def quinze_jours(echeances: list[Echeance], le: date) -> list[Echeance]:
    """Late ones, and those that come soon: ECHEANCES-PROCHES."""
    return [echeance for echeance in echeances if echeance.date_limite <= ECHEANCES_PROCHES.apres(le)]


def en_retard(echeances: list[Echeance], le: date) -> list[Echeance]:
    return [echeance for echeance in echeances if echeance.date_limite < le]


def detail_des_retards(echeances: list[Echeance]) -> str:
    """« Livret de suivi attendu (3), Avis de l’entreprise (6) »."""
    return ", ".join(
        f"{libelle} ({nombre})" for libelle, nombre in Counter(e.libelle for e in echeances).most_common(2)
    )


def prochain_jury(centre: ParametresCentre, le: date) -> ProchainJury | None:
    """The next jury and its candidates' pieces: 2 queries."""
    a_venir = Jury.objects.filter(date__gte=le, etat__in=A_VENIR).order_by("date", "pk")
    presentees = Inscription.objects.filter(presentations__jury=Subquery(a_venir.values("pk")[:1]))
    jugees = inscriptions_jugees(presentees.order_by("candidat__cle_recherche"), centre, le)
    if not jugees:
        jury = a_venir.first()
        return ProchainJury(jury.pk, jury.date, 0, 0, []) if jury else None
    incompletes = [(i, manquantes) for i, pieces in jugees if (manquantes := [p for p in pieces if p.manque])]
    compte = Counter(piece.libelle for _, pieces in incompletes for piece in pieces)
    exemple, manquent = incompletes[0] if incompletes else (None, [])
    jury_le = date.fromisoformat(jugees[0][0].fait_jury["date"][:10])
    return ProchainJury(
        jury_id=jugees[0][0].fait_jury["id"],
        le=jury_le,
        prets=len(jugees) - len(incompletes),
        candidats=len(jugees),
        manques=compte.most_common(4),
        exemple=exemple,
        exemple_pieces=tuple(manquent),
    )


def _de_qui(candidat: dict[str, str] | None, phrase: str) -> str:
    nom = str(Candidat(**candidat)) if candidat else ""
    return "" if nom in phrase else nom


def arrive_depuis(a: datetime) -> list[Nouvelle]:
    """The last acts on any file since that moment, readings left out: 1 query.

    An act on a commission or a jury is also told in each of its candidates' files: it is told once here.
    """
    inscription = Inscription._meta.label_lower
    candidat = Inscription.objects.filter(pk=OuterRef("dossier_id")).values(
        x=JSONObject(
            nom_naissance="candidat__nom_naissance", nom_usage="candidat__nom_usage", prenom="candidat__prenom"
        )
    )
    aussi = EntreeJournal.objects.filter(le__gte=a, le=OuterRef("le"), par_nom=OuterRef("par_nom"))
    entrees = (
        EntreeJournal.objects.filter(le__gte=a)
        .exclude(acte__in=(*LECTURES, AMENAGEMENT))
        .exclude(Q(dossier_type=inscription) & Exists(aussi.exclude(dossier_type=inscription)))
        .annotate(fait_candidat=Case(When(dossier_type=inscription, then=Subquery(candidat)), default=None))
    )
    return [
        Nouvelle(
            phrase=entree.phrase,
            de_qui=_de_qui(entree.fait_candidat, entree.phrase),
            par_nom=entree.par_nom,
            le=entree.le,
            url=url_dossier(entree.dossier_type, entree.dossier_id),
        )
        for entree in entrees[:6]
    ]

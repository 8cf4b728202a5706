"""The pieces of files, judged by the decision table of the jury (jurys.regles.piece.PIECES): 2 queries for any number
of files, none for a file already read. Same verdicts as jurys.queries.piece.pieces_pour_jury, which a test compares.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject

from candidats.choix import DECIDEES, DecisionRecevabilite, EtatDerogation, EtatInscription, EtatLivret, Portee, Voie
from candidats.models import Inscription, Reprise
from candidats.queries.habilitation import couverture, lire_jour, sources_couverture
from candidats.regles.inscription import date_limite_inscription
from candidats.regles.suite import Couverture
from certif_portal.centre.models import ParametresCentre
from certif_portal.portail.queries.marche import avec_faits
from evaluations.choix import EtatAvis, EtatCommission, EtatEmargement, EtatGrille
from evaluations.models import Appreciation, Passage
from evaluations.regles import avis_requis
from jurys.choix import CodePiece, EtatAttendue
from jurys.regles.piece import QUI, Faits, Seance, verdicts
from referentiels.choix import Repertoire
from referentiels.models import Competence, Enregistrement

SORTES = {EtatAttendue.PRESENTE: "fait", EtatAttendue.MANQUANTE: "faire", EtatAttendue.SANS_OBJET: "neutre"}
ACCEPTEES = frozenset({EtatInscription.ACCEPTEE, *DECIDEES})


@dataclass(frozen=True)
class PieceDossier:
    """One piece of one file: where it stands, why, who must act."""

    code: CodePiece
    libelle: str
    etat: EtatAttendue
    explication: str
    qui: str

    @property
    def manque(self) -> bool:
        return self.etat == EtatAttendue.MANQUANTE

    @property
    def sorte(self) -> str:
        return SORTES[self.etat]

    @property
    def etat_libelle(self) -> str:
        return str(self.etat.label)


@dataclass(frozen=True)
class Materiau:
    """What the verdicts need beside the registration itself: rows as `sources` reads them."""

    seances: list[dict[str, Any]] = field(default_factory=list)
    habilitations: list[dict[str, Any]] = field(default_factory=list)
    suspensions: list[dict[str, Any]] = field(default_factory=list)
    suites: list[dict[str, Any]] = field(default_factory=list)
    enregistrements: list[dict[str, Any]] = field(default_factory=list)
    competences_manquantes: tuple[int, ...] = ()


def pieces(inscription: Inscription, materiau: Materiau, centre: ParametresCentre, le: date) -> list[PieceDossier]:
    """The verdicts for a jury held on the day of the one the file is attached to, or on `le`."""
    jour = lire_jour(inscription.fait_jury["date"]) if inscription.fait_jury else le
    return [
        PieceDossier(
            code=verdict.code,
            libelle=verdict.libelle,
            etat=verdict.etat,
            explication=verdict.explication,
            qui=QUI[verdict.code] if verdict.etat == EtatAttendue.MANQUANTE else "",
        )
        for verdict in verdicts(_faits(inscription, materiau, centre, jour))
    ]


def inscriptions_jugees(
    inscriptions: QuerySet[Inscription], centre: ParametresCentre, le: date
) -> list[tuple[Inscription, list[PieceDossier]]]:
    """Many registrations with their pieces: 2 queries."""
    lues = list(avec_faits(inscriptions).select_related("avis__absence_par"))
    materiaux = _materiaux(lues)
    return [(inscription, pieces(inscription, materiaux[inscription.pk], centre, le)) for inscription in lues]


def sources(cles: Any, *, pour: str) -> list[tuple[str, QuerySet[Any], dict[str, Any]]]:
    """(name, rows annotated with `pour_inscription`, fields) of what a union reads; `pour`: lookup suffix, "" or
    "__in"."""

    def lignes(modele: Any, chemin: str) -> QuerySet[Any]:
        return modele.objects.filter(**{f"{chemin}{pour}": cles}).annotate(pour_inscription=F(chemin))

    return [
        (
            "seances",
            lignes(Passage, "inscription").exclude(commission__etat=EtatCommission.ANNULEE),
            {"date": "commission__date", "lieu": "commission__lieu", "emargement": "commission__emargement__etat"},
        ),
        *sources_couverture(cles, pour=pour),
        (
            "enregistrements",
            lignes(Enregistrement, "certification__referentiels__inscriptions").filter(repertoire=Repertoire.RNCP),
            {"debut": "date_enregistrement", "fin": "date_fin", "derniere": "date_limite_delivrance"},
        ),
    ]


def _materiaux(inscriptions: Iterable[Inscription]) -> dict[int, Materiau]:
    par_inscription = {inscription.pk: inscription for inscription in inscriptions}
    lignes: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    unions = [
        rangees.order_by().values_list("pour_inscription", Value(nom), JSONObject(**champs))
        for nom, rangees, champs in [*sources(list(par_inscription), pour="__in"), _competences(list(par_inscription))]
    ]
    for pk, nom, valeurs in unions[0].union(*unions[1:], all=True):
        lignes[pk][nom].append(valeurs)
    return {
        pk: Materiau(competences_manquantes=_manquantes(inscription, lignes[pk].pop("competences", [])), **lignes[pk])
        for pk, inscription in par_inscription.items()
    }


def _competences(pks: list[int]) -> tuple[str, QuerySet[Any], dict[str, Any]]:
    """Every competence of each registration's référentiel: aimed at or not, evaluated (or taken over) or not."""
    visees = Inscription.blocs.through.objects.filter(
        inscription=OuterRef("pour_inscription"), versionbloc=OuterRef("version_bloc")
    )
    faites = Appreciation.objects.filter(grille__inscription=OuterRef("pour_inscription"), competence=OuterRef("pk"))
    reprises = Reprise.objects.filter(inscription=OuterRef("pour_inscription"), competence=OuterRef("pk"))
    lignes = (
        Competence.objects.filter(version_bloc__compositions__referentiel__inscriptions__in=pks)
        .annotate(pour_inscription=F("version_bloc__compositions__referentiel__inscriptions"))
        .annotate(visee=Exists(visees), evaluee=Exists(faites) | Exists(reprises))
    )
    champs = {"bloc": "version_bloc__compositions__ordre", "rang": "ordre", "visee": "visee", "evaluee": "evaluee"}
    return "competences", lignes, champs


def _manquantes(inscription: Inscription, competences: list[dict[str, Any]]) -> tuple[int, ...]:
    """The running numbers of the competences aimed at that nobody evaluated."""
    entiere = inscription.portee != Portee.BLOCS
    rangees = sorted(competences, key=lambda ligne: (ligne["bloc"], ligne["rang"]))
    return tuple(
        numero for numero, ligne in enumerate(rangees, start=1) if not ligne["evaluee"] and (entiere or ligne["visee"])
    )


def _faits(inscription: Inscription, materiau: Materiau, centre: ParametresCentre, jour: date) -> Faits:
    livret, recevabilite = getattr(inscription, "livret", None), getattr(inscription, "recevabilite", None)
    derogation, avis = getattr(inscription, "derogation", None), getattr(inscription, "avis", None)
    grille, entree = getattr(inscription, "grille", None), inscription.entree_formation
    requis, motif = avis_requis(
        inscription.voie, inscription.referentiel.certification.type, inscription.initiative_sans_accord
    )
    absence = avis is not None and avis.etat == EtatAvis.ABSENT
    return Faits(
        voie=Voie(inscription.voie),
        portee=Portee(inscription.portee),
        acceptee=inscription.etat in ACCEPTEES,
        limite_inscription=date_limite_inscription(entree, centre.inscription_jours) if entree else None,
        deposee_le=inscription.deposee_le,
        derogation=derogation is not None and derogation.etat == EtatDerogation.ACCORDEE,
        identite=inscription.candidat.identite_verifiee_le is not None,
        recevable=recevabilite is not None and recevabilite.decision == DecisionRecevabilite.RECEVABLE,
        livret_valide=livret is not None and livret.etat == EtatLivret.VALIDE,
        a_organisme=inscription.organisme_id is not None,
        jours_sans_habilitation=_jours_sans_habilitation(inscription, materiau, jour),
        competences_manquantes=materiau.competences_manquantes,
        grille_scellee=grille is not None and grille.etat == EtatGrille.SCELLEE,
        seances=tuple(
            Seance(lire_jour(seance["date"]), seance["lieu"], seance["emargement"] == EtatEmargement.SIGNE)
            for seance in sorted(materiau.seances, key=lambda seance: str(seance["date"]))
        ),
        avis_requis=requis,
        avis_motif=motif,
        avis_rendu=avis is not None and avis.etat == EtatAvis.RENDU,
        avis_absence=f"{avis.absence_par}, {avis.absence_motif}" if avis is not None and absence else "",
        tout_acquis=inscription.tout_acquis,
        livret=centre.livret_nom,
        rncp=any(_couvre(fiche, fiche["derniere"] or fiche["fin"], jour) for fiche in materiau.enregistrements),
    )


def couverture_de(inscription: Inscription, materiau: Materiau) -> Couverture | None:
    """None without OF: nothing is asked."""
    if not inscription.organisme_id:
        return None
    lignes = {"habilitations": materiau.habilitations, "suspensions": materiau.suspensions, "suites": materiau.suites}
    return couverture(inscription.organisme_id, lignes)


def _jours_sans_habilitation(inscription: Inscription, materiau: Materiau, le: date) -> tuple[date, ...]:
    """Days of a sitting, or of the jury, on which the OF was not accredited and nobody let the candidate finish."""
    lue = couverture_de(inscription, materiau)
    jours = {lire_jour(seance["date"]) for seance in materiau.seances} | {le}
    return tuple(sorted(j for j in jours if not lue.couvre(j))) if lue else ()


def _couvre(ligne: dict[str, Any], fin: Any, le: date) -> bool:
    return lire_jour(ligne["debut"]) <= le and (fin is None or le <= lire_jour(fin))

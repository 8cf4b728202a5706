"""The livrets that are awaited from somebody, as they are prepared: by session, each judged by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from candidats.choix import Accord
from candidats.choix_suivi import ActeDossier
from candidats.models import Inscription, InscriptionQuerySet, Livret, LivretPrepare
from candidats.queries.competence import competences_de_chacune
from candidats.queries.livret import resume_du_livret, saisies_des_livrets
from candidats.regles.livret import accords_possibles
from candidats.regles.livret_prepare import (
    ACCORD,
    DATES,
    LIGNE,
    Cadre,
    Saisie,
    controler_prepare,
    en_court,
    en_donnees,
)
from certif_portal.comptes.permissions import Personne, est_du_centre
from referentiels.choix import EN_SITUATION_DE_TRAVAIL
from referentiels.models import Modalite
from referentiels.queries.competence import CompetenceNumerotee

A_DEPOSER = (ActeDossier.DEPOSER_LIVRET, ActeDossier.CORRIGER_LIVRET)
MAXIMUM = 300
"""Livrets that a page shows, and that an act carries."""
MODELES = 30
"""Livrets that may be copied, the latest first."""


@dataclass(frozen=True)
class Attendu:
    """A livret that is awaited: what is typed of it, and why it cannot be deposited yet."""

    inscription: Inscription
    competences: list[CompetenceNumerotee]
    cadre: Cadre
    saisie: Saisie
    vu: str
    manques: list[str]
    annulable: bool
    natures: dict[int, str] = field(default_factory=dict)

    @property
    def pret(self) -> bool:
        return not self.manques

    @property
    def commence(self) -> bool:
        return any(self.saisie.values())

    def resume(self, le: date) -> str:
        """What would be deposited, in a line."""
        donnees = en_donnees(self.saisie, self.cadre.competences, le)
        natures = (self.natures[pk] for ligne in donnees.lignes for pk in ligne.modalites)
        accord = f"{Accord(donnees.accord).label.lower()}, {donnees.accord_nom}"
        return resume_du_livret(natures, len(donnees.lignes), accord=accord, le=donnees.accord_le)


@dataclass
class Session:
    """Candidates of one OF, of one version, of the same dates."""

    premiere: Inscription
    attendus: list[Attendu]

    @property
    def prets(self) -> int:
        return sum(attendu.pret for attendu in self.attendus)

    @property
    def annulables(self) -> list[Attendu]:
        return [attendu for attendu in self.attendus if attendu.annulable]


def livrets_attendus_de(personne: Personne) -> InscriptionQuerySet:
    """The registrations whose livret this person is to deposit or to correct: an OF its own, the staff those without
    OF."""
    attendues = Inscription.objects.visibles_par(personne).suivies().filter(suivi__acte__in=A_DEPOSER)
    if est_du_centre(personne):
        attendues = attendues.filter(organisme__isnull=True)
    return attendues.select_related(
        "candidat", "organisme", "entreprise", "referentiel__certification", "suivi", "livret", "livret_prepare"
    ).order_by("entree_formation", "referentiel", "candidat__cle_recherche", "pk")


def lire_attendus(inscriptions: Sequence[Inscription], le: date) -> list[Attendu]:
    """Each with what is typed of it and what it lacks: 7 queries at most, whatever their number."""
    competences = competences_de_chacune(inscriptions)
    natures: dict[int, dict[int, str]] = {}
    modalites = Modalite.objects.filter(referentiel__in={i.referentiel_id for i in inscriptions}).order_by("ordre")
    for version, pk, nature in modalites.values_list("referentiel_id", "pk", "nature"):
        natures.setdefault(version, {})[pk] = nature
    a_corriger = [livret for i in inscriptions if (livret := _livret(i)) and not _prepare(i)]
    renvoyes = saisies_des_livrets(a_corriger) if a_corriger else {}
    return [
        _attendu(
            inscription,
            competences[inscription.pk],
            natures.get(inscription.referentiel_id, {}),
            en_iso(renvoyes.get(inscription.pk, {}) | {"date_evaluation_prevue": inscription.date_evaluation_prevue})
            if inscription.pk in renvoyes
            else {},
            le,
        )
        for inscription in inscriptions
    ]


def _attendu(
    inscription: Inscription,
    competences: list[CompetenceNumerotee],
    natures: dict[int, str],
    renvoyee: Saisie,
    le: date,
) -> Attendu:
    prepare, livret = _prepare(inscription), _livret(inscription)
    cadre = Cadre(
        competences={ligne.competence.pk: ligne.competence.intitule for ligne in competences},
        modalites=tuple(natures),
        en_situation=tuple(pk for pk, nature in natures.items() if nature in EN_SITUATION_DE_TRAVAIL),
        accords=accords_de(inscription),
        avec_fichier=livret is not None and livret.fichier_id is not None,
    )
    saisie = prepare.saisie if prepare else renvoyee
    return Attendu(
        inscription=inscription,
        competences=competences,
        cadre=cadre,
        saisie=saisie,
        vu=prepare.vu if prepare else "",
        manques=en_court(controler_prepare(saisie, cadre, le)),
        annulable=prepare is not None and prepare.avant is not None,
        natures=natures,
    )


def _prepare(inscription: Inscription) -> LivretPrepare | None:
    return getattr(inscription, "livret_prepare", None)


def _livret(inscription: Inscription) -> Livret | None:
    return getattr(inscription, "livret", None)


def accords_de(inscription: Inscription) -> tuple[str, ...]:
    """Who may agree in this file."""
    return accords_possibles(
        voie=inscription.voie,
        origine=inscription.origine,
        initiative_sans_accord=inscription.initiative_sans_accord,
        entreprise_connue=inscription.entreprise_id is not None,
    )


def en_iso(valeurs: dict[str, Any]) -> Saisie:
    """The values of a form, as they are kept."""
    return {champ: valeur.isoformat() if isinstance(valeur, date) else valeur for champ, valeur in valeurs.items()}


def en_valeurs(saisie: Saisie) -> dict[str, Any]:
    """What is kept, as a form starts from it."""
    return {
        champ: date.fromisoformat(valeur) if champ in DATES and valeur else valeur for champ, valeur in saisie.items()
    }


def sessions(attendus: Iterable[Attendu]) -> list[Session]:
    """In the order they came."""
    par_cle: dict[tuple[object, ...], Session] = {}
    for attendu in attendus:
        i = attendu.inscription
        blocs = frozenset(ligne.version_bloc.pk for ligne in attendu.competences)
        cle = (i.organisme_id, i.referentiel_id, i.portee, blocs, i.entree_formation, i.fin_formation)
        par_cle.setdefault(cle, Session(i, [])).attendus.append(attendu)
    return list(par_cle.values())


def a_copier(version: int, personne: Personne) -> list[Inscription]:
    """Registrations of this version whose livret is typed, among those whose livret this person deposits: 1 query."""
    visibles = Inscription.objects.visibles_par(personne).filter(
        Q(livret__lignes__isnull=False) | Q(livret_prepare__isnull=False), referentiel=version
    )
    if est_du_centre(personne):
        visibles = visibles.filter(organisme__isnull=True)
    joints = ("candidat", "livret", "livret_prepare")
    return list(visibles.select_related(*joints).distinct().order_by("-pk")[:MODELES])


def saisie_a_copier(inscription: Inscription) -> Saisie:
    """What its livret says of the competences, as it is prepared, else as it is deposited: who agreed and the dates are
    each candidate's own."""
    prepare, livret = _prepare(inscription), _livret(inscription)
    saisie = prepare.saisie if prepare else saisies_des_livrets([livret])[inscription.pk] if livret else {}
    return {champ: valeur for champ, valeur in saisie.items() if champ not in (*ACCORD, *DATES) and valeur}


def en_commun(saisie: Saisie, competences: Iterable[CompetenceNumerotee]) -> dict[str, Any]:
    """What every competence says the same, under the name of its field for all; the rest under that of its own."""
    pks = [ligne.competence.pk for ligne in competences]
    communs: dict[str, Any] = {}
    for champ in LIGNE:
        dites = [saisie.get(f"{champ}_{pk}") or "" for pk in pks]
        if dites and all(dite == dites[0] for dite in dites):
            communs |= {champ: dites[0]} if dites[0] else {}
        else:
            communs |= {f"{champ}_{pk}": dite for pk, dite in zip(pks, dites, strict=True) if dite}
    return communs

"""The company's opinion: whether it is due, where it stands, on what it is given."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from candidats.choix import Portee
from candidats.models import Inscription
from evaluations.choix import EtatAvis
from evaluations.models import AvisEntreprise, LienAvis
from evaluations.regles.avis import avis_requis
from evaluations.regles.saisie import sha256
from referentiels.models import Activite, Referentiel


@dataclass(frozen=True)
class SituationAvis:
    """Where the company's opinion stands for one registration."""

    requis: bool
    motif: str
    avis: AvisEntreprise | None = None

    @property
    def etat(self) -> str:
        """`sans_objet`, `non_demande`, or the state of the opinion."""
        if not self.requis:
            return "sans_objet"
        return self.avis.etat if self.avis else "non_demande"

    @property
    def libelle(self) -> str:
        if not self.requis:
            return "Sans objet"
        return EtatAvis(self.avis.etat).label if self.avis else "Pas encore demandé"

    @property
    def regle(self) -> bool:
        """Nothing more is awaited: exempted, given, or its absence recorded."""
        return self.etat in ("sans_objet", EtatAvis.RENDU, EtatAvis.ABSENT)


def etat_avis(inscriptions: Iterable[Inscription]) -> dict[int, SituationAvis]:
    """The company's opinion of each registration: 2 queries whatever their number."""
    inscriptions = list(inscriptions)
    types = dict(
        Referentiel.objects.filter(pk__in={inscription.referentiel_id for inscription in inscriptions}).values_list(
            "pk", "certification__type"
        )
    )
    rendus = {
        avis.inscription_id: avis
        for avis in AvisEntreprise.objects.filter(
            inscription__in=[inscription.pk for inscription in inscriptions]
        ).select_related("valeur", "absence_par")
    }
    situations = {}
    for inscription in inscriptions:
        requis, motif = avis_requis(
            inscription.voie, types[inscription.referentiel_id], inscription.initiative_sans_accord
        )
        situations[inscription.pk] = SituationAvis(requis, motif, rendus.get(inscription.pk))
    return situations


def avis_pour_page(inscriptions: QuerySet[Inscription]) -> QuerySet[AvisEntreprise]:
    """Opinions of these registrations, with what a page of one of them reads."""
    return AvisEntreprise.objects.filter(inscription__in=inscriptions).select_related(
        "inscription__candidat",
        "inscription__entreprise",
        "inscription__organisme",
        "inscription__referentiel__certification",
        "inscription__suivi",
        "valeur",
        "papier",
        "saisi_par",
        "verifie_par",
        "absence_par",
    )


def avis_sur_papier() -> QuerySet[AvisEntreprise]:
    """Signed papers that wait for the centre: to be typed, or to be checked."""
    return AvisEntreprise.objects.filter(papier__isnull=False, etat__in=[EtatAvis.ATTENDU, EtatAvis.A_VERIFIER])


def empreinte_saisie(avis: AvisEntreprise) -> str:
    """The hash of all that whoever checks reads beside the scan: 1 query."""
    dits = ("papier_id", "signe_le", "valeur_id", "commentaire", "nom", "qualite", "saisi_le", "saisi_par_id")
    par_activite = sorted(avis.par_activite.values_list("activite", "valeur"))
    return sha256({nom: str(getattr(avis, nom)) for nom in dits} | {"par_activite": par_activite})


def activites_pour_avis(inscription: Inscription) -> list[Activite]:
    """The activities the company speaks of: those that prefigure the aimed blocs, else all of them.

    An activity prefigures the bloc of its rank; where the two lists do not pair, all are asked.
    """
    activites = list(Activite.objects.filter(referentiel=inscription.referentiel_id).order_by("ordre"))
    if inscription.portee != Portee.BLOCS:
        return activites
    compositions = list(inscription.referentiel.compositions.order_by("ordre").values_list("version_bloc", flat=True))
    if len(compositions) != len(activites):
        return activites
    vises = set(inscription.blocs.values_list("pk", flat=True))
    return [activite for activite, bloc in zip(activites, compositions, strict=True) if bloc in vises]


def lien_courant(avis: AvisEntreprise) -> LienAvis | None:
    return avis.liens.filter(revoque_le__isnull=True, utilise_le__isnull=True).first()

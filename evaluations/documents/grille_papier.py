"""The grid of one candidate on paper, when a tablet is missing: each of its pages says which grid it is of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.typographie import date_longue, heure
from evaluations.choix import EtatCommission, SorteFeuille
from evaluations.documents.feuille import avec_codes
from evaluations.models import Grille, Passage
from evaluations.queries.competence import CompetenceAttendue, competences_attendues
from referentiels.documents import ContexteVersion, contexte_version
from referentiels.queries.fiche import BlocFiche, FicheReferentiel, contenus_de

MODELE_GRILLE_PAPIER = "grille_papier"


@dataclass(frozen=True)
class ContexteGrillePapier(ContexteVersion):
    """What it prints beside the référentiel: the candidate, their sittings and who sits there; no company."""

    candidat: str
    seances: tuple[str, ...]
    acquises: tuple[str, ...]


def contexte_grille_papier(grille: Grille, centre: ParametresCentre) -> ContexteGrillePapier:
    """The competences to evaluate alone, under their running numbers."""
    inscription = grille.inscription
    attendues = competences_attendues([inscription], avec_reprises=True)[inscription.pk]
    contenu = contenus_de([inscription.referentiel])[inscription.referentiel_id]
    fiche = FicheReferentiel(inscription.referentiel, [], [], contenu.activites, contenu.blocs, contenu.modalites)
    version = contexte_version(fiche, centre)
    a_evaluer = {ligne.competence.pk for ligne in attendues if ligne.acquise_le is None}
    return ContexteGrillePapier(
        **vars(version) | {"blocs": _restreints(version.blocs, a_evaluer)},
        candidat=str(inscription.candidat),
        seances=_seances(grille),
        acquises=tuple(_acquise(ligne) for ligne in attendues if ligne.acquise_le),
    )


def grille_papier_pdf(grille: Grille, centre: ParametresCentre) -> bytes:
    return avec_codes(grille_papier_sans_codes(grille, centre), SorteFeuille.GRILLE, grille.pk)


def grille_papier_sans_codes(grille: Grille, centre: ParametresCentre) -> bytes:
    """For who marks many of them together."""
    contexte = contexte_grille_papier(grille, centre)
    return rendre_pdf(MODELE_GRILLE_PAPIER, contexte, identifiant=f"grille-papier-{grille.pk}")


def _restreints(blocs: Sequence[BlocFiche], competences: set[int]) -> tuple[BlocFiche, ...]:
    gardes = (replace(bloc, competences=[c for c in bloc.competences if c.pk in competences]) for bloc in blocs)
    return tuple(bloc for bloc in gardes if bloc.competences)


def _acquise(ligne: CompetenceAttendue) -> str:
    return f"{ligne.numero}. {ligne.competence.intitule}"


def _seances(grille: Grille) -> tuple[str, ...]:
    """« Séance du 6 novembre 2026 à 9 h 30, Lanester, avec Camille Martin et Jean Petit »."""
    passages = (
        Passage.objects.filter(inscription=grille.inscription_id)
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .select_related("commission")
        .prefetch_related("commission__membres__evaluateur__utilisateur")
        .order_by("commission__date", "pk")
    )
    lignes = []
    for passage in passages:
        commission = passage.commission
        debut = passage.heure or commission.heure
        quand = date_longue(commission.date) + (f" à {heure(debut)}" if debut else "")
        membres = ", ".join(str(membre) for membre in commission.membres.all())
        lignes.append(f"Séance du {quand}, {commission.lieu}. Évaluateurs : {membres or 'à désigner'}.")
    return tuple(lignes)

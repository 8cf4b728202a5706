"""What a tablet sent and could not be applied: the staff takes it up in the grid, or sets it aside with a reason.

Nobody of the staff judges: what is taken up is written as its evaluator's where nothing was, and beside what is
written otherwise, for the commission to choose (decision 0305).
"""

import json
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatGrille, SorteSaisie, StatutOperation, SuiteQuarantaine
from evaluations.models import OperationRecue, Passage
from evaluations.queries.place import verrouiller_places
from evaluations.queries.saisie import Lot
from evaluations.regles.saisie import Operation, OperationIllisible, lire_operation
from evaluations.services.saisie import Ecriture, ecrire_la_note, ecrire_le_commun, garder_le_lot


@acte
def reprendre_operation(*, operation: OperationRecue, motif: str, par: Utilisateur, a: datetime) -> OperationRecue:
    """Into the grid, as its author's word."""
    operation = _verrouiller(operation)
    lue = _relire(operation)
    places = verrouiller_places(operation.auteur, [lue.grille], [lue.passage])
    place = places.get(lue.grille)
    if place is None or not place.evaluateur.pk:
        raise ErreurMetier(
            "Cette saisie n’est pas d’un évaluateur du portail, ou sa grille n’existe plus : écartez-la."
        )
    if place.grille.etat == EtatGrille.SCELLEE:
        raise TransitionInterdite("La grille est scellée : un responsable la rouvre d’abord, ou la saisie est écartée.")
    prevue = Passage.objects.filter(
        pk=lue.passage, inscription=place.grille.inscription_id, competences=lue.competence
    ).exists()
    if not prevue:
        raise ErreurMetier("Cette compétence n’est pas prévue à cette séance du candidat : écartez la saisie.")
    lot = Lot(frozenset({(lue.grille, lue.competence)}))
    ecriture = Ecriture(place, place.evaluateur, lue.competence, lue.passage, lue.valeur, version=0)
    ecrire = ecrire_la_note if lue.sorte == SorteSaisie.NOTE else ecrire_le_commun
    ecrire(lot, ecriture, a)
    garder_le_lot(lot, places, par, a)
    return _conclure(operation, SuiteQuarantaine.REPRISE, motif, par, a)


@acte
def ecarter_operation(*, operation: OperationRecue, motif: str, par: Utilisateur, a: datetime) -> OperationRecue:
    """Kept as it was received, and out of the way."""
    return _conclure(_verrouiller(operation), SuiteQuarantaine.ECARTEE, motif, par, a)


def _verrouiller(operation: OperationRecue) -> OperationRecue:
    operation = (
        OperationRecue.objects.select_for_update(of=("self",), no_key=True)
        .select_related("auteur", "grille__inscription")
        .get(pk=operation.pk)
    )
    if operation.statut != StatutOperation.QUARANTAINE or operation.suite:
        raise TransitionInterdite("Une suite a déjà été donnée à cette saisie.")
    return operation


def _relire(operation: OperationRecue) -> Operation:
    try:
        return lire_operation(json.loads(operation.corps))
    except OperationIllisible as refus:
        raise ErreurMetier(f"Cette saisie ne peut pas être reprise. {refus}") from None


def _conclure(
    operation: OperationRecue, suite: SuiteQuarantaine, motif: str, par: Utilisateur, a: datetime
) -> OperationRecue:
    if not motif.strip():
        raise ErreurMetier("Le motif est attendu.")
    operation.suite, operation.suite_motif, operation.suite_par, operation.suite_le = suite, motif.strip(), par, a
    operation.full_clean()
    operation.save(update_fields=["suite", "suite_motif", "suite_par", "suite_le"])
    if operation.grille:
        phrase = f"Saisie de {operation.auteur} {suite.label.lower()} : {operation.suite_motif}"
        journaliser(operation.grille.inscription, f"saisie_{suite}", phrase, par=par, a=a)
    return operation

"""A commission de validation: its interview and its situation, noted beside the grid and signed with it."""

from collections.abc import Iterator
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.typographie import date_longue, jour_de
from evaluations.choix import EtatCommission, EtatGrille, NatureCommission
from evaluations.models import Commission, DeclarationIndependance, Evaluateur, Grille, ValidationVAE
from evaluations.regles.grille import GRILLE_SEANCE, saisie_ouverte
from evaluations.regles.independance import INDEPENDANCE_DECLARATION
from evaluations.services.grille import annuler_signatures


class NoteConcurrente(ErreurMetier):
    """Somebody else of the commission noted it meanwhile; `actuelle` is what they wrote."""

    def __init__(self, actuelle: ValidationVAE) -> None:
        self.actuelle = actuelle
        super().__init__(
            f"L’entretien a été noté par {actuelle.auteur} pendant que vous l’écriviez. Entretien : "
            f"« {actuelle.entretien or 'rien'} ». Mise en situation : « {actuelle.mise_en_situation or 'aucune'} ». "
            "Reprenez-en ce qui convient, puis enregistrez de nouveau."
        )


@acte
def noter_validation(
    *,
    grille: Grille,
    entretien: str,
    mise_en_situation: str,
    evaluateur: Evaluateur,
    version_lue: int,
    a: datetime,
) -> ValidationVAE:
    """Keep what the interview and the situation showed; a change after a signature cancels the signatures.

    `version_lue`: the version the screen showed, 0 when there was none. Raises NoteConcurrente when it is another's.
    """
    grille = (
        Grille.objects.select_for_update(of=("self",), no_key=True)
        .select_related("inscription__candidat", "inscription__referentiel__certification")
        .get(pk=grille.pk)
    )
    if grille.etat == EtatGrille.SCELLEE:
        raise TransitionInterdite("Cette grille est scellée : elle ne change plus.")
    refuser_si(_obstacles(grille, evaluateur, a))
    note = ValidationVAE.objects.select_related("saisie_par__utilisateur").filter(grille=grille).first()
    if note and note.version != version_lue:
        raise NoteConcurrente(note)
    entretien, mise_en_situation = entretien.strip(), mise_en_situation.strip()
    if note and (note.entretien, note.mise_en_situation) == (entretien, mise_en_situation):
        return note
    note = note or ValidationVAE(grille=grille, version=0)
    note.entretien, note.mise_en_situation = entretien, mise_en_situation
    note.saisie_le, note.saisie_par, note.version, note.sur_papier = a, evaluateur, note.version + 1, False
    note.full_clean()
    note.save()
    annuler_signatures(grille, "l’entretien a changé", auteur=str(evaluateur), par=evaluateur.utilisateur, a=a)
    return note


def _obstacles(grille: Grille, evaluateur: Evaluateur, a: datetime) -> Iterator[ErreurMetier]:
    """All that stops the note; who does not sit there is told that alone."""
    seance = (
        Commission.objects.filter(
            membres__evaluateur=evaluateur,
            passages__inscription=grille.inscription_id,
            nature=NatureCommission.VALIDATION,
        )
        .exclude(etat=EtatCommission.ANNULEE)
        .order_by("date")
        .first()
    )
    if seance is None:
        yield ErreurMetier("Vous ne siégez pas à une commission de validation de ce candidat.")
        return
    if not saisie_ouverte(seance.date, jour_de(a)):
        yield RegleNonRespectee(GRILLE_SEANCE, f"La séance est le {date_longue(seance.date)}.")
    if not DeclarationIndependance.objects.filter(
        evaluateur=evaluateur, inscription=grille.inscription_id, lien=False
    ).exists():
        yield RegleNonRespectee(INDEPENDANCE_DECLARATION, "Votre déclaration est attendue, sans lien avec ce candidat.")

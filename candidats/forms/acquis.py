"""The competences taken over from an earlier jury."""

from collections.abc import Sequence
from typing import Any

from django import forms

from candidats.queries.acquis import LigneReprise
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import date_longue


class ReprisesForm(Formulaire):
    """The competences taken over from an earlier jury: those it declared acquired are proposed, and ticked."""

    competences = forms.TypedMultipleChoiceField(
        label="Compétences reprises", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lignes: Sequence[LigneReprise], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["competences"].choices = [
            (ligne.pk, f"{ligne.numerotee.numero}. {ligne.numerotee.competence.intitule} — {_duree(ligne)}")
            for ligne in lignes
            if ligne.acquis
        ]


def _duree(ligne: LigneReprise) -> str:
    acquis = ligne.acquis
    if acquis is None:
        return ""
    if acquis.expire_le is None:
        return f"certifiée le {date_longue(acquis.acquis_le)}"
    return f"acquise le {date_longue(acquis.acquis_le)}, jusqu’au {date_longue(acquis.expire_le)}"

"""Forms of the portal's own screens."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from certif_portal.commun.formulaires import Formulaire
from certif_portal.portail.queries.listes import LISTES
from evaluations.models import Commission


class VueForm(Formulaire):
    """The name of a saved view, and whether the menu opens it."""

    nom = forms.CharField(label="Nom de la vue", max_length=60)
    par_defaut = forms.BooleanField(label="Ouvrir cette vue depuis le menu", required=False)


class NouvelleVueForm(VueForm):
    """Sent by the list itself, with its address."""

    page = forms.ChoiceField(choices=list(LISTES.items()), widget=forms.HiddenInput)
    requete = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)


class CommissionForm(Formulaire):
    """Which sitting the chosen candidates join."""

    commission = forms.ModelChoiceField(
        Commission.objects.none(),
        label="Commission",
        empty_label="Choisissez une commission",
        error_messages={"required": "Choisissez la commission."},
    )

    def __init__(self, *args: Any, commissions: QuerySet[Commission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["commission"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = commissions

"""The word of a second pair of eyes on what was typed from paper, a grid or a company's opinion."""

from typing import Any

from django import forms

from certif_portal.commun.formulaires import Formulaire


class ChampLu(forms.CharField):
    """Comes back as it was shown, and is always shown as it is now: a refused page is read again before it is sent."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class ConformeForm(Formulaire):
    """What was typed is what the paper says: it bears the hash of what it showed."""

    empreinte = ChampLu(
        label="Ce que montre cette page",
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "Cette page ne dit pas ce qu’elle montrait : relisez-la, puis confirmez."},
    )

    def __init__(self, *args: Any, empreinte: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["empreinte"].initial = empreinte

"""Forms of the life of an act: suspended, lifted, its scope; the batch of changes."""

from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong, ChampMotif
from certif_portal.commun.fichiers import PDF
from certif_portal.commun.formulaires import Formulaire
from referentiels.models import Bloc, Certification


class SuspensionForm(Formulaire):
    le = ChampDate("Suspendue à compter du", help_text="Ce jour-là n’est plus couvert.")
    motif = ChampMotif(help_text="Imprimé dans la lettre adressée à l’organisme.")


class LeveeSuspensionForm(Formulaire):
    le = ChampDate("De nouveau habilité à compter du", help_text="Ce jour-là est couvert.")
    motif = ChampMotif(required=False)


class PerimetreForm(Formulaire):
    du = ChampDate("À compter du")
    au = ChampDate("Jusqu’au", required=False, help_text="Vide : jusqu’au dernier jour de l’habilitation.")
    certifications = forms.ModelMultipleChoiceField(
        Certification.objects.filter(supprimee_le__isnull=True),
        label="Certifications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché, ici ni aux blocs : tout le dispositif.",
    )
    blocs = forms.CharField(
        label="Blocs seuls",
        required=False,
        max_length=500,
        help_text="Leurs numéros, séparés par des espaces : BDC0170 BDC0171. Pour un organisme habilité à une partie "
        "d’un CQPM.",
    )
    moyens = ChampLong(
        "Moyens mis en œuvre", required=False, help_text="Plateau technique, équipe : imprimé dans l’attestation."
    )

    def clean_blocs(self) -> list[Bloc]:
        numeros = self.cleaned_data["blocs"].replace(",", " ").replace(";", " ").upper().split()
        blocs = list(Bloc.objects.filter(numero__in=numeros))
        inconnus = sorted(set(numeros) - {bloc.numero for bloc in blocs})
        if inconnus:
            raise forms.ValidationError(f"Bloc inconnu : {', '.join(inconnus)}.")
        return blocs


class JourForm(Formulaire):
    le = ChampDate("Ce jour-là")


class ActeSigneForm(Formulaire):
    fichier = ChampFichier(types=(PDF,), label="Acte signé", help_text="Un PDF de 10 Mo au plus.")
    motif = ChampMotif("Pourquoi il remplace celui qui est déposé")

    def __init__(self, *args: Any, remplace: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not remplace:
            del self.fields["motif"]

"""Forms of the company’s opinion."""

from collections.abc import Sequence
from typing import Any

from django import forms

from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.champs import ChampDate, ChampFichier, ChampSignature
from certif_portal.commun.formulaires import Formulaire
from evaluations.regles.avis import AVIS_COMMENTAIRE, AVIS_SIGNATURE, avis_signe
from referentiels.models import Activite


class ReponseForm(Formulaire):
    """What an opinion says: activity by activity, then overall, and who says it."""

    commentaire = forms.CharField(
        label="Commentaire", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    nom = forms.CharField(label="Vos nom et prénom", max_length=120)
    qualite = forms.CharField(label="Votre qualité", max_length=120, help_text="Tuteur, responsable d’atelier, gérant…")

    def __init__(self, *args: Any, activites: Sequence[Activite], valeurs: Sequence[ValeurAvis], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activites, self.valeurs = activites, {valeur.pk: valeur for valeur in valeurs}
        choix = [(valeur.pk, valeur.libelle) for valeur in valeurs]
        manque = {"required": "Choisissez un avis."}
        self.fields["valeur"] = forms.TypedChoiceField(
            label="Votre avis global",
            choices=choix,
            coerce=self._valeur,
            widget=forms.RadioSelect,
            error_messages=manque,
        )
        for activite in activites:
            self.fields[f"activite_{activite.pk}"] = forms.TypedChoiceField(
                label=activite.intitule,
                choices=choix,
                coerce=self._valeur,
                widget=forms.RadioSelect,
                error_messages=manque,
            )

    def _valeur(self, brut: str) -> ValeurAvis:
        return self.valeurs[int(brut)]

    def champs_activites(self) -> list[tuple[Activite, forms.BoundField]]:
        return [(activite, self[f"activite_{activite.pk}"]) for activite in self.activites]

    def par_activite(self) -> dict[int, ValeurAvis]:
        return {activite.pk: self.cleaned_data[f"activite_{activite.pk}"] for activite in self.activites}

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        choisies = [valeur for valeur in donnees.values() if isinstance(valeur, ValeurAvis)]
        if any(valeur.commentaire_attendu for valeur in choisies) and not donnees.get("commentaire"):
            self.add_error("commentaire", f"Dites en quelques mots pourquoi. {AVIS_COMMENTAIRE.citation()}")
        return donnees


class AvisForm(ReponseForm):
    """The company's opinion, given and signed on its page."""

    signature = ChampSignature()
    nom_vaut_signature = forms.BooleanField(
        label="Je ne peux pas tracer de signature : mon nom, écrit ci-dessus, en tient lieu", required=False
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        signe = avis_signe(donnees.get("signature", ()), donnees.get("nom_vaut_signature", False))
        if not signe and "signature" not in self.errors:
            self.add_error("signature", f"Votre signature est attendue. {AVIS_SIGNATURE.citation()}")
        return donnees


class AvisPapierForm(ReponseForm):
    """The same, read on the paper."""

    signe_le = ChampDate("Date écrite sur le papier")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["nom"].label, self.fields["qualite"].label = "Nom et prénom", "Qualité"


class PapierAvisForm(Formulaire):
    papier = ChampFichier(label="Avis signé, scan", help_text="PDF, JPEG ou PNG ; toutes ses pages en un fichier.")


class PasserAvisForm(Formulaire):
    destinataire = forms.EmailField(
        label="Adresse de votre collègue",
        help_text="Responsable hiérarchique ou fonctionnel, dans la même entreprise.",
    )


class LienAvisForm(Formulaire):
    destinataire = forms.EmailField(
        label="Adresse de la personne qui donne l’avis", help_text="Tuteur, responsable hiérarchique ou fonctionnel."
    )

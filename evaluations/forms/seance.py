"""Forms around a sitting: whom to invite, the answer, independence towards its candidates, an incident, a period."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms

from certif_portal.commun.champs import ChampDate, ChampHeure, ChampMotif
from certif_portal.commun.formulaires import Formulaire
from evaluations.choix import NatureIncidentSeance
from evaluations.models import Evaluateur, Passage
from evaluations.queries.vivier import Proposition


class InviterForm(Formulaire):
    evaluateurs = forms.ModelMultipleChoiceField(
        label="Évaluateurs à inviter", queryset=Evaluateur.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, proposes: Iterable[Proposition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [proposition.evaluateur.pk for proposition in proposes if not proposition.bloque]
        cast(
            "forms.ModelMultipleChoiceField[Evaluateur]", self.fields["evaluateurs"]
        ).queryset = Evaluateur.objects.filter(pk__in=choix).select_related("utilisateur")


class ReponseForm(Formulaire):
    accepte = forms.TypedChoiceField(
        label="Votre réponse",
        coerce=lambda valeur: valeur == "oui",
        choices=[("oui", "Je siège"), ("non", "Je ne peux pas siéger")],
        widget=forms.RadioSelect,
    )
    motif = forms.CharField(
        label="Un mot pour le centre",
        required=False,
        max_length=300,
        help_text="Facultatif : une autre date qui vous convient, un collègue à qui demander.",
    )


class IndependanceSeanceForm(Formulaire):
    """« Aucun lien » for all (`tous`, the name of its button), or candidate by candidate; a link is told, and a fact
    may be."""

    def __init__(self, data: Any = None, *args: Any, passages: Sequence[Passage], **kwargs: Any) -> None:
        if data is not None and "tous" in data:
            data = data.copy()
            data.update({f"lien_{passage.pk}": "non" for passage in passages})
        super().__init__(data, *args, **kwargs)
        self.passages = passages
        for passage in passages:
            candidat = str(passage.inscription.candidat)
            self.fields[f"lien_{passage.pk}"] = forms.TypedChoiceField(
                label=candidat,
                coerce=lambda valeur: valeur == "oui",
                choices=[("non", "Aucun lien"), ("oui", "Un lien")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Dites si vous avez un lien avec {candidat}."},
            )
            self.fields[f"precision_{passage.pk}"] = ChampMotif(f"Quel lien avec {candidat} ?", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        for passage in self.passages:
            if donnees.get(f"lien_{passage.pk}") and not donnees.get(f"precision_{passage.pk}"):
                phrase = f"Dites quel lien avec {passage.inscription.candidat} : le centre doit vous remplacer."
                self.add_error(f"precision_{passage.pk}", phrase)
        return donnees

    @property
    def lignes(self) -> list[tuple[Passage, Any, Any]]:
        return [(p, self[f"lien_{p.pk}"], self[f"precision_{p.pk}"]) for p in self.passages]

    @property
    def declarations(self) -> dict[int, tuple[bool, str]]:
        """By registration: a link or not, and what was said."""
        return {
            p.inscription_id: (self.cleaned_data[f"lien_{p.pk}"], self.cleaned_data[f"precision_{p.pk}"])
            for p in self.passages
        }


class CreneauxForm(Formulaire):
    debut = ChampHeure(label="Premier candidat à")
    minutes = forms.IntegerField(label="Puis un candidat toutes les … minutes", min_value=5, max_value=480, initial=45)


class IncidentForm(Formulaire):
    nature = forms.ChoiceField(
        label="Ce qui s’est passé", choices=NatureIncidentSeance.choices, widget=forms.RadioSelect
    )
    passage = forms.ModelChoiceField(
        label="Candidat", queryset=Passage.objects.none(), required=False, empty_label="Toute la séance"
    )
    texte = ChampMotif("Racontez", help_text="À quelle heure, ce qui a été fait, qui l’a vu.")

    def __init__(self, *args: Any, passages: Sequence[Passage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = cast("forms.ModelChoiceField[Passage]", self.fields["passage"])
        champ.queryset = Passage.objects.filter(pk__in=[passage.pk for passage in passages])
        champ.choices = [("", "Toute la séance"), *((p.pk, str(p.inscription.candidat)) for p in passages)]

    @staticmethod
    def libelle(nature: str) -> str:
        return str(NatureIncidentSeance(nature).label)


class PeriodeForm(Formulaire):
    du = ChampDate("Du")
    au = ChampDate("Au")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin de la période précède son début.")
        return donnees

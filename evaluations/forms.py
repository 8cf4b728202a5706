"""Forms of evaluations: parse and shape; the services decide."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q

from candidats.choix import NatureIncident
from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.champs import (
    ChampDate,
    ChampFichier,
    ChampHeure,
    ChampLong,
    ChampMotif,
    ChampSiret,
    ChampTelephone,
)
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import nettoyer_texte
from evaluations import regles
from evaluations.choix import NatureCommission
from evaluations.models import Commission, Evaluateur, Passage
from evaluations.queries.commission import A_VENIR, PERIODES, par_nom
from evaluations.queries.competence import CompetenceAttendue
from evaluations.services.evaluateur import Situation
from referentiels.models import Activite, ElementEvaluation


def champ_de_choix(formulaire: forms.Form, nom: str) -> "forms.ModelChoiceField[Any]":
    return cast("forms.ModelChoiceField[Any]", formulaire.fields[nom])


def _libelle(evaluateur: Evaluateur) -> str:
    lieu = ", ".join(part for part in (evaluateur.entreprise_nom, evaluateur.service) if part)
    centre = " (représente le centre)" if evaluateur.represente_centre else ""
    return f"{evaluateur.utilisateur.nom.upper()} {evaluateur.utilisateur.prenom} — {lieu}{centre}"


class FiltreCommissionsForm:
    """The filters of the address; a value that is not offered is ignored."""

    periodes = PERIODES

    def __init__(self, adresse: Mapping[str, str]) -> None:
        periode = adresse.get("periode", "")
        self.periode = periode if periode in PERIODES else A_VENIR
        self.lieu = nettoyer_texte(adresse.get("lieu", ""))[:100]

    @property
    def actif(self) -> bool:
        return bool(self.lieu) or self.periode != A_VENIR


class CommissionForm(Formulaire):
    nature = forms.ChoiceField(label="Nature", choices=NatureCommission.choices, widget=forms.RadioSelect)
    date = ChampDate("Date")
    heure = ChampHeure(label="Heure", required=False)
    lieu = forms.CharField(
        label="Lieu", max_length=160, help_text="Entreprise, centre de formation ou autre lieu adapté."
    )
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    evaluateurs = forms.ModelMultipleChoiceField(
        label="Évaluateurs",
        queryset=Evaluateur.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vous pouvez compléter la liste plus tard, avant l’émargement.",
    )
    preside = forms.ModelChoiceField(
        label="Préside",
        queryset=Evaluateur.objects.none(),
        required=False,
        help_text="Commission de validation VAE seulement : le représentant du centre.",
    )

    def __init__(self, *args: Any, commission: Commission | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposes = Q(actif=True)
        if commission is not None:
            del self.fields["nature"]
            proposes |= Q(pk__in=commission.membres.values("evaluateur"))
        evaluateurs = Evaluateur.objects.filter(proposes).select_related("utilisateur")
        lus = par_nom(evaluateurs)
        siegent, preside = champ_de_choix(self, "evaluateurs"), champ_de_choix(self, "preside")
        siegent.queryset, preside.queryset = evaluateurs, evaluateurs.filter(represente_centre=True)
        siegent.choices = [(lu.pk, _libelle(lu)) for lu in lus]
        preside.choices = [
            ("", "Personne"),
            *((lu.pk, _libelle(lu)) for lu in lus if lu.represente_centre),
        ]


class RetraitForm(Formulaire):
    """Why a candidate does not take their turn: absent, put off, or planned by mistake."""

    ERREUR = "erreur"

    nature = forms.ChoiceField(label="Pourquoi", widget=forms.RadioSelect)
    motif = ChampMotif()
    nouvelle_date = ChampDate(
        "Nouvelle date prévue",
        required=False,
        help_text="Pour une absence ou un report ; elle peut se fixer plus tard.",
    )

    def __init__(self, *args: Any, seance_passee: bool, planifiee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [(NatureIncident.ABSENCE.value, "Le candidat n’est pas venu")] if seance_passee else []
        choix.append((NatureIncident.REPORT.value, "Son évaluation est reportée"))
        if planifiee:
            choix.append((self.ERREUR, "Il n’avait pas à être à cette séance"))
        cast(forms.ChoiceField, self.fields["nature"]).choices = choix


class PassageForm(Formulaire):
    heure = ChampHeure(label="Heure de passage", required=False)
    competences = forms.TypedMultipleChoiceField(
        label="Compétences évaluées à cette séance", coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, attendues: Sequence[CompetenceAttendue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedMultipleChoiceField, self.fields["competences"]).choices = [
            (ligne.competence.pk, f"{ligne.numero}. {ligne.competence.intitule}") for ligne in attendues
        ]


class ScanForm(Formulaire):
    scan = ChampFichier(label="Feuille signée, numérisée", help_text="PDF ou image, 10 Mo au plus.")


class SituationForm(Formulaire):
    entreprise_nom = forms.CharField(label="Entreprise", max_length=160)
    entreprise_siret = ChampSiret(
        "SIRET de l’entreprise", required=False, help_text="14 chiffres ; sert aux règles d’indépendance."
    )
    service = forms.CharField(label="Service", max_length=120, required=False)
    fonction = forms.CharField(label="Fonction", max_length=120, required=False)
    telephone = ChampTelephone(required=False)
    represente_centre = forms.BooleanField(
        label="Représente le centre de certification",
        required=False,
        help_text="Peut présider une commission de validation VAE.",
    )

    def situation(self) -> Situation:
        return Situation(**{champ: self.cleaned_data[champ] for champ in SituationForm.base_fields})


class InvitationEvaluateurForm(SituationForm):
    prenom = forms.CharField(label="Prénom", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    courriel = forms.EmailField(label="Adresse électronique", help_text="L’invitation y est envoyée.")
    fin_acces = ChampDate("Accès ouvert jusqu’au", required=False)

    field_order = ["prenom", "nom", "courriel"]


class EvaluateurForm(SituationForm):
    actif = forms.BooleanField(
        label="Proposé pour les commissions", required=False, help_text="Décoché, il n’est plus proposé."
    )


class IndependanceForm(Formulaire):
    lien = forms.TypedChoiceField(
        label="Votre déclaration",
        coerce=lambda valeur: valeur == "oui",
        choices=[("non", "Je n’ai aucun lien avec ce candidat"), ("oui", "J’ai un lien avec ce candidat")],
        widget=forms.RadioSelect,
    )
    precision = ChampMotif("Quel lien ?", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("lien") and not donnees.get("precision"):
            self.add_error("precision", "Dites quel lien : le centre en a besoin pour vous remplacer.")
        return donnees


class AppreciationForm(Formulaire):
    """The line of one competence. `decision` may stay empty: moving on without judging is allowed."""

    decision = forms.ChoiceField(choices=[("oui", "Maîtrisée"), ("non", "Pas maîtrisée")], required=False)
    criteres = forms.ModelMultipleChoiceField(queryset=ElementEvaluation.objects.none(), required=False)
    commentaire = ChampLong(required=False, lignes=3)
    passage = forms.ModelChoiceField(label="Séance", queryset=Passage.objects.none(), empty_label=None)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, criteres: Iterable[ElementEvaluation], passages: Sequence[Passage], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        champ_de_choix(self, "criteres").queryset = ElementEvaluation.objects.filter(
            pk__in=[critere.pk for critere in criteres]
        )
        champ_de_choix(self, "passage").queryset = Passage.objects.filter(
            pk__in=[passage.pk for passage in passages]
        ).select_related("commission")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("decision") == "non" and not regles.commentaire_suffisant(False, donnees.get("commentaire", "")):
            self.add_error(
                "commentaire", f"Dites quel critère n’est pas atteint. {regles.COMMENTAIRE_NON_MAITRISE.citation()}"
            )
        if not donnees.get("decision") and (donnees.get("commentaire") or donnees.get("criteres")):
            self.add_error("decision", "Choisissez : maîtrisée, ou pas maîtrisée en toute autonomie.")
        return donnees


class SignatureForm(Formulaire):
    empreinte = forms.CharField(max_length=64, widget=forms.HiddenInput)
    relu = forms.BooleanField(label="J’ai relu cette grille et je la signe sous mon nom.")


class AvisForm(Formulaire):
    """The company's opinion, activity by activity, then overall."""

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
            self.add_error("commentaire", f"Dites en quelques mots pourquoi. {regles.AVIS_COMMENTAIRE.citation()}")
        return donnees


class LienAvisForm(Formulaire):
    destinataire = forms.EmailField(
        label="Adresse de la personne qui donne l’avis", help_text="Tuteur, responsable hiérarchique ou fonctionnel."
    )

"""Forms of the audits."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong, ChampMotif
from certif_portal.commun.formulaires import Formulaire
from certif_portal.comptes.models import Utilisateur
from habilitations.choix import Declencheur, Verdict
from habilitations.forms.dossier import FICHIER_ATTENDU
from habilitations.models import Annexe, Audit, Constat


class AvecAgent(Formulaire):
    agent = forms.ModelChoiceField(Utilisateur.objects.none(), label="Confié à")

    def __init__(self, *args: Any, agents: QuerySet[Utilisateur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents


class AffectationForm(AvecAgent):
    pass


class DeclenchementForm(AvecAgent):
    declencheur = forms.ChoiceField(label="Déclenché par", choices=Declencheur.choices)
    demandeur = forms.CharField(
        label="Au nom de",
        max_length=160,
        required=False,
        help_text="L’entreprise, le financeur, le jury du… ; pas un candidat.",
    )
    motif = ChampMotif("Pourquoi cet audit")
    field_order = ("declencheur", "demandeur", "motif", "agent")


class CampagneForm(AvecAgent):
    intitule = forms.CharField(label="Intitulé", max_length=160)
    motif = ChampMotif("Ce que la campagne vérifie")
    nombre = forms.IntegerField(label="Organismes à tirer", min_value=1, max_value=500)
    graine = forms.CharField(
        label="Graine du tirage",
        max_length=60,
        help_text="Un texte quelconque, dit à l’avance : le même texte redonne le même tirage.",
    )
    field_order = ("intitule", "motif", "nombre", "graine", "agent")


class ConstatForm(Formulaire):
    verdict = forms.ChoiceField(label="Constat", choices=Verdict.choices, widget=forms.RadioSelect)
    annexe = forms.ModelChoiceField(
        Annexe.objects.none(), label="Annexe examinée", required=False, empty_label="Aucune : pas de preuve au dossier"
    )
    preuve = forms.CharField(
        label="Autre élément de preuve",
        max_length=200,
        required=False,
        help_text="Vu sur place, réponse à une question…",
    )
    motif = ChampLong(
        "Motif", required=False, help_text="Attendu pour une non-conformité : ce que la preuve ne montre pas."
    )

    def __init__(self, *args: Any, audit: Audit, critere: int, constat: Constat | None, **kwargs: Any) -> None:
        initial = {}
        if constat:
            champs = ("verdict", "annexe", "preuve", "motif")
            initial = {champ: getattr(constat, champ) for champ in champs}
        super().__init__(*args, initial=initial, objet=constat or audit, **kwargs)
        annexes = Annexe.objects.filter(retiree_le__isnull=True)
        dossier = (
            {"dossier": audit.dossier_id} if audit.dossier_id else {"dossier__habilitation": audit.habilitation_id}
        )
        self.fields["annexe"].queryset = annexes.filter(critere=critere, **dossier)


class QuestionForm(Formulaire):
    question = ChampLong("Question")


class ReponseQuestionForm(Formulaire):
    reponse = ChampLong("Réponse")
    fichier = ChampFichier(label="Pièce jointe", required=False, help_text=FICHIER_ATTENDU)


class VisiteForm(Formulaire):
    le = ChampDate("Date de la visite")
    lieu = forms.CharField(label="Lieu", max_length=160)
    compte_rendu = ChampLong("Compte rendu", required=False, help_text="Vide tant que la visite n’est que prévue.")


class TexteForm(Formulaire):
    """One text: a reason, or observations; its label says which."""

    def __init__(self, *args: Any, champ: str, libelle: str, aide: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[champ] = ChampLong(libelle, help_text=aide)


class DecisionForm(Formulaire):
    favorable = forms.TypedChoiceField(
        label="Décision", choices=(), widget=forms.RadioSelect, coerce=lambda valeur: valeur == "oui"
    )
    motif = ChampMotif(required=False, help_text="Imprimé dans la lettre ; attendu pour un refus ou un retrait.")

    def __init__(self, *args: Any, intermediaire: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        oui, non = ("Maintenir", "Retirer") if intermediaire else ("Accorder", "Refuser")
        choix = [("oui", f"{oui} l’habilitation"), ("non", f"{non} l’habilitation")]
        self.fields["favorable"].choices = choix


class PlanForm(Formulaire):
    porteur = forms.CharField(label="Qui s’en charge", max_length=120)
    plan = ChampLong("Ce que vous ferez")


class EcheanceForm(Formulaire):
    echeance = ChampDate("À corriger jusqu’au")
    reaudit = forms.BooleanField(label="Une vérification sur place est demandée", required=False)


class PreuveForm(Formulaire):
    fichier = ChampFichier(label="Preuve", help_text=FICHIER_ATTENDU)
    commentaire = ChampLong("Ce que montre cette preuve", required=False)


class LeveeForm(Formulaire):
    commentaire = ChampLong("Commentaire", required=False)
    reaudit_le = ChampDate("Vérifiée sur place le", required=False)

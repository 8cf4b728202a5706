"""Requests to the GTP."""

from collections.abc import Sequence
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong, ChampMotif
from certif_portal.commun.fichiers import PDF
from certif_portal.commun.formulaires import Formulaire
from referentiels.choix import MotifSuppression, NatureDemande
from referentiels.forms.vie import faire_relire
from referentiels.models import Certification, DemandeGTP, Referentiel
from referentiels.queries.demande import projets_possibles
from referentiels.services.demande import FichierJoint


class DemandeForm(Formulaire):
    nature = forms.ChoiceField(label="Nature de la demande", choices=NatureDemande.choices, widget=forms.RadioSelect)
    certification = forms.ModelChoiceField(
        label="Certification",
        queryset=Certification.objects.none(),
        required=False,
        empty_label="Sans objet",
        help_text="Pour une révision, une suppression, ou la révision d’un parcours.",
    )
    intitule = forms.CharField(
        label="Intitulé", max_length=255, required=False, help_text="Pour une création : l’intitulé demandé."
    )
    motif = forms.ChoiceField(
        label="Motif de la suppression", choices=[("", "Sans objet"), *MotifSuppression.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certification"].queryset = Certification.objects.filter(supprimee_le__isnull=True)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        nature, certification = donnees.get("nature"), donnees.get("certification")
        if nature in (NatureDemande.REVISION, NatureDemande.SUPPRESSION) and not certification:
            self.add_error("certification", "La certification à réviser ou à supprimer est attendue.")
        if nature == NatureDemande.SUPPRESSION and not donnees.get("motif"):
            self.add_error("motif", "Une suppression est motivée : obsolescence ou usage.")
        if (
            not certification
            and nature in (NatureDemande.CREATION, NatureDemande.PARCOURS)
            and not donnees.get("intitule")
        ):
            self.add_error("intitule", "L’intitulé demandé est attendu.")
        return donnees


class ProjetForm(Formulaire):
    projet = forms.ModelChoiceField(
        label="Projet de référentiel",
        queryset=Referentiel.objects.none(),
        help_text="Une version en brouillon du catalogue.",
    )

    def __init__(self, *args: Any, demande: DemandeGTP, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projet"].queryset = projets_possibles(demande)


class ChampDocument(ChampFichier):
    def forme(self, nom: str, octets: bytes, type_mime: str) -> FichierJoint:
        return FichierJoint(nom, octets, type_mime)


class PieceForm(Formulaire):
    texte = ChampLong("Texte", lignes=8, required=False)
    fichier = ChampDocument(label="Document (PDF)", types=(PDF,), required=False)
    datee_du = ChampDate("Datée du", required=False)

    def __init__(self, *args: Any, deja: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deja = deja

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        vide = not donnees.get("texte") and not donnees.get("fichier") and not self.deja
        if vide and not self.errors:
            self.add_error("texte", "Un texte ou un document est attendu.")
        return donnees


class EnvoiForm(Formulaire):
    le = ChampDate("Adressée au secrétariat du GTP le")


class DecisionForm(Formulaire):
    acceptee = forms.TypedChoiceField(
        label="Décision",
        choices=[("oui", "Acceptée"), ("non", "Refusée")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
    )
    le = ChampDate("Décision du GTP « Certifications » du")
    commentaire = ChampLong("Motif ou commentaire du GTP", required=False, help_text="Attendu pour un refus.")

    def __init__(self, *args: Any, a_relire: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        faire_relire(self, a_relire)
        if a_relire:
            self.fields["textes_relus"].required = False  # a refusal publishes nothing


class AbandonForm(Formulaire):
    motif = ChampMotif("Motif de l’abandon")

"""Forms of an accreditation's life: declarations, surveys of the OF, meetings of the centre."""

from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampMotif
from certif_portal.commun.fichiers import CSV, ODS, PDF, XLSX
from certif_portal.commun.formulaires import Formulaire
from habilitations.choix import NatureEnquete, SensDeclaration
from habilitations.models import OrganismeFormation
from referentiels.models import Certification

RESULTATS = (PDF, XLSX, ODS, CSV)


class DeclarationForm(Formulaire):
    sens = forms.ChoiceField(label="Cette certification est", choices=SensDeclaration.choices, widget=forms.RadioSelect)
    certification = forms.ModelChoiceField(
        Certification.objects.filter(supprimee_le__isnull=True), label="Certification du catalogue", required=False
    )
    autre = forms.CharField(
        label="Ou son intitulé", max_length=200, required=False, help_text="Si le catalogue ne la porte pas."
    )
    le = ChampDate("À compter du", help_text="Un jour couvert par l’habilitation, aujourd’hui au plus tard.")
    motif = ChampMotif("Pourquoi", help_text="Un besoin d’entreprise, un plateau technique, une équipe qui change…")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if bool(donnees.get("certification")) == bool(donnees.get("autre")) and "certification" in donnees:
            self.add_error("certification", "Choisissez une certification du catalogue, ou écrivez son intitulé.")
        return donnees


class EnqueteOrganismeForm(Formulaire):
    nature = forms.ChoiceField(label="Enquête", choices=NatureEnquete.choices)
    debut = ChampDate("Période, du")
    fin = ChampDate("au")
    interroges = forms.IntegerField(label="Personnes ou entreprises interrogées", min_value=0, required=False)
    reponses = forms.IntegerField(label="Réponses reçues", min_value=0, required=False)
    fichier = ChampFichier(
        types=RESULTATS,
        label="Résultats",
        help_text="PDF, classeur .xlsx ou .ods, ou texte .csv, 10 Mo au plus. Des résultats d’ensemble : ni nom, ni "
        "adresse.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La période finit après avoir commencé.")
        interroges, reponses = donnees.get("interroges"), donnees.get("reponses")
        if reponses is not None and (interroges is None or reponses > interroges):
            self.add_error("reponses", "Dites combien ont été interrogés ; les réponses ne les dépassent pas.")
        return donnees


class ReunionForm(Formulaire):
    date = ChampDate("Date")
    lieu = forms.CharField(label="Lieu", max_length=160, help_text="Une adresse, ou « à distance ».")
    sujet = forms.CharField(label="Sujet", max_length=200)


class PresenceForm(Formulaire):
    organisme = forms.ModelChoiceField(OrganismeFormation.objects.all(), label="Organisme")
    personnes = forms.CharField(
        label="Personnes venues",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un nom par ligne, avec la fonction si elle est utile.",
    )

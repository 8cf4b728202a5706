"""Forms of the application."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from certif_portal.commun.champs import ChampCodePostal, ChampDate, ChampFichier, ChampMotif, ChampNDA
from certif_portal.commun.formulaires import Formulaire, FormulaireModele
from certif_portal.commun.types_fichiers import BUREAUTIQUE, JPEG, PDF, PNG
from certif_portal.comptes.models import Utilisateur
from habilitations.criteres import ENGAGEMENT, Critere
from habilitations.models import DossierHabilitation, OrganismeFormation
from habilitations.queries.dossier import DossierLu
from habilitations.services.dossier import IDENTITE
from referentiels.models import Certification

FICHIER_ATTENDU = "PDF, JPEG ou PNG, 10 Mo au plus."


DU_DOSSIER = ("autres_certifications", "prix", "sous_traitance")
"""What is typed with the identity, and is of the application."""


class IdentiteForm(FormulaireModele):
    nda = ChampNDA(required=False)
    code_postal = ChampCodePostal(required=False)
    qualiopi_fin = ChampDate("Qualiopi valable jusqu’au", required=False)
    certifications = forms.ModelMultipleChoiceField(
        Certification.objects.none(),
        label="Certifications mises en œuvre",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour information : l’habilitation couvre tout le dispositif.",
    )
    autres_certifications = forms.CharField(
        label="Autres certifications, une par ligne",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    prix = forms.CharField(
        label="Prix demandé par candidat",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce que paie le financeur ou le candidat, et ce que ce prix comprend (formation, évaluation, frais).",
    )
    sous_traitance = forms.CharField(
        label="Sous-traitance",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="De chaque sous-traitant : son nom, son SIRET, ce qui lui est confié, sa certification Qualiopi. "
        "« Aucune » s’il n’y en a pas.",
    )

    class Meta:
        model = OrganismeFormation
        fields = IDENTITE

    def __init__(self, *args: Any, dossier: DossierHabilitation, **kwargs: Any) -> None:
        super().__init__(*args, instance=dossier.organisme, **kwargs)
        vivantes = Certification.objects.filter(supprimee_le__isnull=True)
        self.fields["certifications"].queryset = vivantes
        self.initial["certifications"] = list(dossier.certifications.values_list("pk", flat=True))
        for champ in DU_DOSSIER:
            self.initial[champ] = getattr(dossier, champ)


class ReponsesForm(Formulaire):
    """The two answers of one criterion."""

    def __init__(self, *args: Any, critere: Critere, lu: DossierLu, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lu = lu
        for indicateur in critere.indicateurs:
            self.fields[f"reponse_{indicateur.code}"] = forms.CharField(
                label=f"Votre réponse à l’indicateur {indicateur.code}",
                required=False,
                max_length=20_000,
                initial=lu.reponses[indicateur.code],
                help_text=indicateur.a_decrire,
                widget=forms.Textarea(attrs={"rows": 9}),
            )

    def reponses(self) -> dict[str, str]:
        return {champ.removeprefix("reponse_"): texte for champ, texte in self.cleaned_data.items()}


class AnnexeForm(Formulaire):
    """`critere`: of a new annexe, which says what it proves; None for another version of one."""

    titre = forms.CharField(label="Ce que montre cette annexe", max_length=160)
    indicateur = forms.ChoiceField(label="Indicateur prouvé", required=False)
    fichier = ChampFichier(
        label="Fichier",
        types=(PDF, JPEG, PNG, *BUREAUTIQUE),
        help_text="PDF, JPEG, PNG, Word (.docx) ou Excel (.xlsx), 10 Mo au plus. D’un Word ou d’un Excel, le centre "
        "lit le texte et les tableaux en PDF ; l’original est conservé.",
    )

    def __init__(self, *args: Any, critere: Critere | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if critere is None:
            del self.fields["titre"], self.fields["indicateur"]
            return
        codes = [(indicateur.code, f"Indicateur {indicateur.code}") for indicateur in critere.indicateurs]
        self.fields["indicateur"].choices = [("", "Tout le critère"), *codes]


class EngagementForm(Formulaire):
    nom = forms.CharField(label="Nom du responsable", max_length=120)
    qualite = forms.CharField(label="Qualité", max_length=120)
    le = ChampDate("Signé le")
    accepte = forms.BooleanField(label=ENGAGEMENT)
    scan = ChampFichier(
        label="Engagement signé et revêtu du cachet",
        required=False,
        help_text=f"La page imprimée, signée. {FICHIER_ATTENDU}",
    )


class RecevabiliteForm(Formulaire):
    admissible = forms.TypedChoiceField(
        label="Ce dossier est",
        choices=[
            ("oui", "admissible : l’instruction commence"),
            ("non", "non admissible : il est rendu à l’organisme"),
        ],
        widget=forms.RadioSelect,
        coerce=lambda valeur: valeur == "oui",
    )
    agent = forms.ModelChoiceField(Utilisateur.objects.none(), label="Instruit par", required=False)
    motif = ChampMotif(
        required=False,
        help_text="Attendu quand le dossier n’est pas admissible.",
    )

    def __init__(self, *args: Any, agents: QuerySet[Utilisateur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents

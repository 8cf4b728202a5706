"""Forms of the projet de certification, and of the registrations that attach to it."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from candidats.choix import PROJET_DECIDE, VOIES_D_UN_ORGANISME, EtatProjet, Portee, Voie
from candidats.donnees import DonneesProjet
from candidats.models import Inscription, Projet
from candidats.regles.constat import Constat, FaitsReferentiel
from certif_portal.commun.champs import ChampDate, ChampMotif, ChampSiret, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.textes import en_entier
from habilitations.models import OrganismeFormation
from referentiels.models import Certification

DECISIONS = [
    (EtatProjet.AVAL.value, "Je donne l’aval du centre"),
    (EtatProjet.REFUSE.value, "Je refuse l’aval"),
    (EtatProjet.CONSEILLE.value, "Je conseille une autre certification"),
]


def _long(libelle: str, aide: str) -> forms.CharField:
    saisie = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=libelle, help_text=aide, widget=saisie, max_length=5000, required=False)


class ProjetForm(Formulaire):
    """A draft may be incomplete; `signaler` shows what the deposit misses. The staff say for whom they write."""

    organisme = forms.ModelChoiceField(
        label="Organisme de formation",
        queryset=OrganismeFormation.objects.none(),
        required=False,
        empty_label="Aucun",
        help_text="Vide pour un projet porté par une entreprise.",
    )
    entreprise_nom = ChampTexte(label="Entreprise", max_length=160, required=False)
    entreprise_siret = ChampSiret("SIRET de l’entreprise", required=False)
    portee = forms.ChoiceField(
        label="Ce qui est visé", choices=Portee.choices, widget=forms.RadioSelect, initial=Portee.COMPLETE
    )
    blocs = forms.TypedMultipleChoiceField(
        label="Blocs visés", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    voie = forms.ChoiceField(label="Voie d’accès", choices=VOIES_D_UN_ORGANISME, initial=Voie.FORMATION)
    besoins = _long(
        "Besoins", "Les compétences à développer, validées par l’entreprise, et pourquoi cette certification y répond."
    )
    moyens_techniques = _long("Moyens techniques", "Équipements et plateaux, en propre ou chez un partenaire.")
    moyens_humains = _long("Moyens humains", "Formateurs, tuteurs, et qui suit les candidats.")
    entree_formation = ChampDate("Entrée en formation", required=False)
    livret_prevu_le = ChampDate("Envoi des modalités", required=False)
    date_evaluation_prevue = ChampDate("Évaluation", required=False)
    fin_formation = ChampDate("Fin de la formation", required=False)
    effectif_prevu = forms.IntegerField(label="Candidats prévus", min_value=1, max_value=999, required=False)

    def __init__(self, *args: Any, faits: FaitsReferentiel, du_centre: bool, **options: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.faits, self.du_centre = faits, du_centre
        if du_centre:
            self.fields["organisme"].queryset = OrganismeFormation.objects.only("nom", "cle_recherche")
        else:
            for nom in ("organisme", "entreprise_nom", "entreprise_siret"):
                del self.fields[nom]
        if faits.blocs:
            self.fields["blocs"].choices = [(bloc.version_id, str(bloc)) for bloc in faits.blocs]
        else:
            del self.fields["blocs"]
        self.helper = self._disposition()

    def _disposition(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.form_show_non_field_errors = False, False
        porteur = Row(
            Column("organisme", css_class="col-md-5"),
            Column("entreprise_nom", css_class="col-md-4"),
            Column("entreprise_siret", css_class="col-md-3"),
        )
        vise = [Column("portee", css_class="col-md-4")]
        if "blocs" in self.fields:
            vise.append(Column("blocs", css_class="col-md-8"))
        helper.layout = Layout(
            *self.champ_version,
            *([Fieldset("Qui porte ce projet", porteur)] if self.du_centre else []),
            Fieldset(
                "Ce qui est visé",
                Row(*vise),
                Row(Column("voie", css_class="col-md-4"), Column("effectif_prevu", css_class="col-md-3")),
            ),
            Fieldset("Pourquoi et avec quoi", "besoins", Row(Column("moyens_techniques"), Column("moyens_humains"))),
            Fieldset(
                "Calendrier",
                Row(*map(Column, ("entree_formation", "livret_prevu_le", "date_evaluation_prevue", "fin_formation"))),
            ),
        )
        return helper

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if self.du_centre and bool(propres.get("organisme")) == bool(propres.get("entreprise_nom")):
            self.add_error("organisme", "Un organisme, ou une entreprise : l’un des deux, pas les deux.")
        return propres

    @property
    def donnees(self) -> DonneesProjet:
        """The values of a valid form."""
        connus = {nom: v for nom, v in self.cleaned_data.items() if nom in DonneesProjet.__dataclass_fields__}
        return DonneesProjet(**connus | {"referentiel_id": self.faits.pk, "blocs": tuple(connus.get("blocs") or ())})

    def signaler(self, constats: Iterable[Constat]) -> None:
        """Show on their fields what a deposit misses."""
        for constat in constats:
            champ = constat.champ if constat.champ in self.fields else None
            self.add_error(champ, str(constat))


class DecisionProjetForm(Formulaire):
    decision = forms.TypedChoiceField(label="Décision", choices=DECISIONS, coerce=EtatProjet, widget=forms.RadioSelect)
    certification_conseillee = forms.ModelChoiceField(
        label="Certification conseillée",
        queryset=Certification.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Attendue quand une autre certification est conseillée.",
    )
    motif = ChampMotif(
        required=False,
        help_text="Attendu sauf pour l’aval ; l’organisme le lit.",
    )

    def __init__(self, *args: Any, projet: Projet, certifications: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["certification_conseillee"].queryset = certifications
        if projet.etat in PROJET_DECIDE:
            self.fields["decision"].choices = [choix for choix in DECISIONS if choix[0] != projet.etat]

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        decision = propres.get("decision")
        if decision and decision != EtatProjet.AVAL and not propres.get("motif"):
            self.add_error("motif", "Dites pourquoi : l’organisme lit ce motif.")
        if decision == EtatProjet.CONSEILLE and not propres.get("certification_conseillee"):
            self.add_error("certification_conseillee", "Dites quelle certification vous conseillez.")
        return propres


def libelle_projet(projet: Projet) -> str:
    """« PC-0042, entrée le 12/01/2027, certification complète »."""
    entree = f", entrée le {projet.entree_formation:%d/%m/%Y}" if projet.entree_formation else ""
    return f"{projet.reference}{entree}, {projet.get_portee_display().lower()}"


def choix_de_projet(projets: Iterable[Projet]) -> list[tuple[str, str]]:
    return [("", "Aucun"), *((str(projet.pk), libelle_projet(projet)) for projet in projets)]


class RattachementForm(Formulaire):
    """A registration attached after its deposit."""

    projet = forms.ModelChoiceField(
        label="Projet de certification", queryset=Projet.objects.none(), required=False, empty_label="Aucun"
    )
    positionnement_le = ChampDate("Positionnement du candidat, le", required=False)
    positionnement_resultat = ChampTexte(
        label="Résultat du positionnement",
        required=False,
        max_length=Inscription._meta.get_field("positionnement_resultat").max_length,
    )

    def __init__(self, *args: Any, projets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["projet"].queryset = projets
        self.fields["projet"].label_from_instance = libelle_projet


class FiltreProjetsForm:
    """The filters of the address; a value that is not offered is ignored."""

    etats = EtatProjet.choices

    def __init__(self, adresse: Any) -> None:
        self.q = adresse.get("q", "").replace("\x00", "")[:100]
        self.etat = adresse.get("etat", "") if adresse.get("etat") in EtatProjet.values else ""
        self.organisme = en_entier(adresse.get("organisme", ""))

    @property
    def actif(self) -> bool:
        return any((self.q, self.etat, self.organisme))

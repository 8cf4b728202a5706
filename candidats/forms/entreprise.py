"""The company of a job seeker, learned during the training."""

from typing import Any

from django import forms

from candidats.choix import Secteur
from candidats.donnees import DonneesEntreprise
from candidats.models import Entreprise, Inscription
from candidats.regles.inscription import incoherences_entreprise
from certif_portal.commun.champs import ChampCodePostal, ChampNace, ChampSiret, ChampTexte
from certif_portal.commun.formulaires import Formulaire

DESCRIPTION = ("siret", "raison_sociale", "adresse", "code_postal", "ville", "code_nace", "secteur", "branche")
ENTOURAGE = ("service", "superieur_nom", "superieur_courriel", "tuteur_nom", "tuteur_qualite", "tuteur_courriel")


def _champ(modele: type, champ: str, libelle: str, *, requis: bool = True, **options: Any) -> ChampTexte:
    longueur = modele._meta.get_field(champ).max_length
    return ChampTexte(label=libelle, max_length=longueur, required=requis, **options)


class EntrepriseForm(Formulaire):
    siret = ChampSiret()
    raison_sociale = _champ(Entreprise, "raison_sociale", "Raison sociale")
    adresse = _champ(Entreprise, "adresse", "Adresse")
    code_postal = ChampCodePostal()
    ville = _champ(Entreprise, "ville", "Ville")
    code_nace = ChampNace()
    secteur = forms.ChoiceField(label="Secteur", choices=Secteur.choices)
    branche = _champ(Entreprise, "branche", "Branche", requis=False, help_text="Attendue hors métaux.")
    service = _champ(Inscription, "service", "Service du candidat", requis=False)
    superieur_nom = _champ(Inscription, "superieur_nom", "Supérieur hiérarchique", requis=False)
    superieur_courriel = forms.EmailField(label="Courriel du supérieur", required=False)
    tuteur_nom = _champ(Inscription, "tuteur_nom", "Tuteur")
    tuteur_qualite = _champ(Inscription, "tuteur_qualite", "Qualité du tuteur", requis=False)
    tuteur_courriel = forms.EmailField(label="Courriel du tuteur", help_text="L’avis de l’entreprise lui sera demandé.")

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        valeurs = {
            champ: propres.get(champ, "") for champ in ("siret", "code_postal", "code_nace", "secteur", "branche")
        }
        for constat in incoherences_entreprise(**valeurs):
            self.add_error(constat.champ.removeprefix("entreprise_"), str(constat))
        return propres

    @property
    def donnees(self) -> DonneesEntreprise:
        return DonneesEntreprise(**self.cleaned_data)


def entreprise_initiale(inscription: Inscription) -> dict[str, str]:
    """What is already known of the company of a job seeker."""
    entreprise = inscription.entreprise
    connue = {champ: getattr(entreprise, champ) for champ in DESCRIPTION} if entreprise else {}
    return connue | {champ: getattr(inscription, champ) for champ in ENTOURAGE}

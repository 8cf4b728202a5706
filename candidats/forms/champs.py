"""Fields that several forms of registrations share."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email

from candidats.donnees import FichierRecu, PersonneCitee
from candidats.models import Formateur
from candidats.regles.inscription import pays
from certif_portal.commun import champs
from certif_portal.commun.textes import nettoyer_texte

FORMATEUR = re.compile(r"(?P<nom>[^<]+?)\s*(?:<(?P<courriel>[^>]*)>)?")


class ChampPays(champs.ChampTexte):
    def to_python(self, value: Any) -> str:
        return pays(super().to_python(value))


class ChampFormateurs(forms.CharField):
    """One trainer a line: name, and an e-mail between angle brackets if it is known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(personne) for personne in value) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> Any:
        lignes = nettoyer_texte(super().to_python(value) or "").splitlines()
        return tuple(self._lire(" ".join(ligne.split())) for ligne in lignes if ligne.strip())

    def _lire(self, ligne: str) -> PersonneCitee:
        trouve = FORMATEUR.fullmatch(ligne)
        longueur = Formateur._meta.get_field("nom").max_length or 0
        if not trouve or len(trouve["nom"]) > longueur:
            raise forms.ValidationError(
                f"« {ligne} » : un nom de {longueur} caractères au plus est attendu, puis au besoin le courriel "
                "entre chevrons."
            )
        if trouve["courriel"]:
            validate_email(trouve["courriel"])
        return PersonneCitee(trouve["nom"], trouve["courriel"] or "")


class ChampFichier(champs.ChampFichier):
    """What comes out is what the services of a registration take."""

    def forme(self, nom: str, octets: bytes, type_mime: str) -> FichierRecu:
        return FichierRecu(nom, octets, type_mime)

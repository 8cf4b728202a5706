"""Fields that several forms of registrations share."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from candidats.choix import Financement
from candidats.donnees import FichierRecu, Naissance, PersonneCitee
from candidats.models import Formateur
from candidats.regles.constat import Constat
from candidats.regles.dates import NAISSANCE_AGE, DateDouteuse, lire_naissance
from candidats.regles.inscription import code_a_cinq, pays
from candidats.regles.noms import casse_du_nom, casse_du_prenom, doute_de_nom
from certif_portal.commun import champs
from certif_portal.commun.adresses import verifier_adresse
from certif_portal.commun.fichiers import lire_papier
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.textes import nettoyer_texte

FORMATEUR = re.compile(r"(?P<nom>[^<]+?)\s*(?:<(?P<courriel>[^>]*)>)?")


class ChampNaissance(forms.Field):
    """A day of birth, whole or as far as the papers say it: « 12/03/1998 », « 00/03/1998 », « 00/00/1998 »."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "jj/mm/aaaa", "autocomplete": "off"})
    le: date | None = None
    """The day of reading, which its form gives: it tells the century of « 05/11/87 »."""

    def __init__(self, **options: Any) -> None:
        aide = "Jour ou mois inconnu sur la pièce d’identité : 00/02/1990, 00/00/1990."
        super().__init__(**{"label": "Date de naissance", "help_text": aide} | options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Naissance):
            return value.saisie
        return Naissance(value).saisie if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, (Naissance, date)):
            return value if isinstance(value, Naissance) else Naissance(value)
        texte = nettoyer_texte(value or "")
        try:
            return lire_naissance(texte, self.le) if texte else None
        except DateDouteuse as doute:
            raise forms.ValidationError(str(doute)) from doute


class CaseDuJour(forms.CheckboxInput):
    """Ticked, it says the very day that it was shown beside: another day typed since is not confirmed by it."""

    jour: date | None = None

    def format_value(self, value: Any) -> str:
        return self.jour.isoformat() if self.jour else ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        self.check_test = lambda dit: bool(dit) and str(dit) == self.format_value(dit)
        return super().get_context(name, value, attrs)


class ChampNaissanceConfirmee(forms.Field):
    """« The age is unusual, and the date is right »: shown when it is asked, or was answered."""

    widget = CaseDuJour

    def __init__(self, **options: Any) -> None:
        super().__init__(label="C’est bien la date de la pièce d’identité", required=False, **options)

    def to_python(self, value: Any) -> date | None:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value or "")
        except ValueError:
            return None


def proposer_la_confirmation(form: forms.BaseForm, propres: dict[str, Any], constats: Iterable[Constat]) -> None:
    """Show the box beside the day of birth whose age is unusual, ticked when it was confirmed."""
    case = form.fields["naissance_confirmee"].widget
    if any(constat.regle == NAISSANCE_AGE for constat in constats) or propres.get("naissance_confirmee"):
        case.jour = propres.get("date_naissance")


def confirmation_montree(form: forms.BaseForm) -> bool:
    case = form.fields["naissance_confirmee"].widget
    case.jour = case.jour or form.initial.get("naissance_confirmee")
    return case.jour is not None


def deplier_naissance(propres: dict[str, Any]) -> None:
    """The day and what is known of it, as a registration keeps them."""
    naissance = propres.get("date_naissance")
    if isinstance(naissance, Naissance):
        propres |= {"date_naissance": naissance.jour, "naissance_precision": naissance.precision}


class SaisieDeNom(forms.TextInput):
    """NOM-CONFIRME. With, under what is rarely a name, the box that says it is one: of the very name that it was shown
    beside."""

    confirme = ""

    def __init__(self, doute: Callable[[str], str]) -> None:
        super().__init__()
        self.doute = doute

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.confirme = data.get(f"{name}-confirme", "")
        return super().value_from_datadict(data, files, name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        saisie, nom = super().render(name, value, attrs, renderer), str(value or "").strip()
        if not nom or not self.doute(nom) or (attrs or {}).get("disabled"):
            return saisie
        return saisie + format_html(
            '<div class="form-check"><input class="form-check-input" type="checkbox" name="{nom}-confirme" '
            'id="id_{nom}-confirme" value="{valeur}" {coche}><label class="form-check-label" for="id_{nom}-confirme">'
            "La pièce d’identité porte bien «\u00a0{valeur}\u00a0»</label></div>",
            nom=name,
            valeur=nom,
            coche="checked" if self.confirme == nom else "",
        )


class ChampNom(champs.ChampTexte):
    """A family name; the rules say what cannot be one, and what is asked before it is taken as one. Typed in small
    letters, its case is proposed as it is printed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=SaisieDeNom(self.doute), **options)

    @staticmethod
    def doute(nom: str) -> str:
        return doute_de_nom(nom)

    @staticmethod
    def casse(nom: str) -> str:
        return casse_du_nom(nom)

    def to_python(self, value: Any) -> str:
        nom = super().to_python(value)
        confirme = getattr(self.widget, "confirme", "")
        if nom and not self.disabled and confirme != str(value).strip() and (doute := self.doute(nom)):
            raise forms.ValidationError(doute)
        return self.casse(nom)


class ChampPrenom(ChampNom):
    @staticmethod
    def doute(nom: str) -> str:
        return doute_de_nom(nom, prenom=True)

    @staticmethod
    def casse(nom: str) -> str:
        return casse_du_prenom(nom)


class ChampPrenoms(ChampPrenom):
    """Several, separated by commas."""

    @staticmethod
    def doute(nom: str) -> str:
        return doute_de_nom(nom, prenom=True, plusieurs=True)


class ChampCode(champs.ChampTexte):
    """A French postal code, the INSEE code of a commune: five characters, however they are spaced."""

    def to_python(self, value: Any) -> str:
        return code_a_cinq(super().to_python(value))


class ChampFinancements(forms.MultipleChoiceField):
    """Shows what is open that day; any known code is read, and FINANCEMENT-OUVERT refuses it where it is closed."""

    def valid_value(self, value: Any) -> bool:
        return value in Financement.values


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
            verifier_adresse(trouve["courriel"])
        if defaut := defaut_de_texte(ligne):
            raise forms.ValidationError(f"« {ligne} » : {defaut}")
        return PersonneCitee(trouve["nom"], trouve["courriel"] or "")


AIDE_PAPIER = "Un PDF, ou la photo d’un téléphone (JPEG, HEIC, PNG)."


class ChampPapier(champs.ChampFichier):
    """An identity paper: PDF, or the photo that a telephone took."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lire=lire_papier, **options)

    def forme(self, nom: str, octets: bytes, type_mime: str) -> FichierRecu:
        return FichierRecu(nom, octets, type_mime)


class ChampFichier(champs.ChampFichier):
    """What comes out is what the services of a registration take."""

    def forme(self, nom: str, octets: bytes, type_mime: str) -> FichierRecu:
        return FichierRecu(nom, octets, type_mime)

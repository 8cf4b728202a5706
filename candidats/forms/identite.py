"""The forms of a person: correction of a checked civil status, merge of two files, the candidate's own reading."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms

from candidats.choix import EffetAmenagement, PreuveCorrection, Sexe
from candidats.donnees import CHAMPS_CONTACT, CHAMPS_IDENTITE, DonneesInscription
from candidats.forms.champs import (
    ChampCode,
    ChampNaissance,
    ChampNaissanceConfirmee,
    ChampNom,
    ChampPays,
    ChampPrenom,
    ChampPrenoms,
    confirmation_montree,
    deplier_naissance,
    proposer_la_confirmation,
)
from candidats.models import Candidat
from candidats.queries.lieu import completion_de
from candidats.regles.constat import Constat
from candidats.regles.identite import LIEU_ET_JOUR, constats_identite
from certif_portal.commun.champs import ChampDate, ChampDepartement, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import tete_de_phrase


def _texte(
    champ: str, libelle: str, *, requis: bool = True, genre: type[ChampTexte] = ChampTexte, **options: Any
) -> ChampTexte:
    longueur = Candidat._meta.get_field(champ).max_length  # type: ignore[union-attr]
    return genre(label=libelle, max_length=longueur, required=requis, **options)


class EtatCivilForm(Formulaire):
    """A complete civil status, said by whom it is; `le`: the day it is read."""

    de_soi: ClassVar = {"nom_naissance": "family-name", "prenom": "given-name"}

    nom_naissance = _texte("nom_naissance", "Nom de naissance", genre=ChampNom)
    nom_usage = _texte(
        "nom_usage", "Nom d’usage", requis=False, genre=ChampNom, help_text="S’il diffère du nom de naissance."
    )
    prenom = _texte("prenom", "Prénom", genre=ChampPrenom)
    autres_prenoms = _texte(
        "autres_prenoms", "Autres prénoms", requis=False, genre=ChampPrenoms, help_text="Séparés par des virgules."
    )
    sexe = forms.ChoiceField(label="Sexe", choices=Sexe.choices)
    date_naissance = ChampNaissance()
    naissance_confirmee = ChampNaissanceConfirmee()
    commune_naissance = _texte("commune_naissance", "Commune de naissance")
    code_commune_naissance = ChampCode(label="Code INSEE", max_length=5, required=False, help_text="Facultatif.")
    departement_naissance = ChampDepartement(required=False)
    pays_naissance = ChampPays(label="Pays de naissance", max_length=60, required=False)

    def __init__(self, *args: Any, candidat: Candidat, le: Any, **options: Any) -> None:
        initial = {champ: getattr(candidat, champ) for champ in (*CHAMPS_IDENTITE, "naissance_confirmee")} | {
            "date_naissance": candidat.naissance
        }
        super().__init__(*args, initial=initial, objet=candidat, **options)
        self.le = self.fields["date_naissance"].le = le

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        deplier_naissance(propres)
        questions = self._completer_naissance(propres)
        dites = {champ: propres[champ] for champ in (*CHAMPS_IDENTITE, "naissance_confirmee") if champ in propres}
        constats = [*questions, *constats_identite(DonneesInscription(**dites), self.le)]
        proposer_la_confirmation(self, propres, constats)
        for constat in constats:
            if constat.champ not in self.errors:
                self.add_error(constat.champ, str(constat))
        return propres

    def _completer_naissance(self, propres: dict[str, Any]) -> list[Constat]:
        """As at the registration, once the place or the day is another."""
        if not set(self.changed_data) & set(LIEU_ET_JOUR):
            return []
        dites = {champ: propres[champ] for champ in CHAMPS_IDENTITE if champ in propres}
        completion = completion_de(DonneesInscription(**dites))
        propres |= completion.valeurs
        return [Constat(champ, question) for champ, question in completion.questions]

    @property
    def confirmation_montree(self) -> bool:
        return confirmation_montree(self)

    @property
    def identite(self) -> dict[str, Any]:
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_IDENTITE}


class CorrectionForm(EtatCivilForm):
    de_soi: ClassVar = {}  # typed by the staff

    preuve = forms.ChoiceField(
        label="Justificatif présenté",
        choices=[("", "—"), *PreuveCorrection.choices],
        help_text="Sa nature seulement : aucune copie n’est gardée.",
    )
    motif = ChampMotif()


class DecisionConfirmationForm(Formulaire):
    """The staff's answer to what a candidate proposes."""

    acceptee = forms.TypedChoiceField(
        label="Décision",
        choices=[("oui", "J’accepte la correction"), ("non", "Je la refuse")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
    )
    preuve = forms.ChoiceField(
        label="Justificatif présenté",
        choices=[("", "—"), *PreuveCorrection.choices],
        required=False,
        help_text="Attendu pour accepter. Sa nature seulement : aucune copie n’est gardée.",
    )
    motif = ChampMotif()

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if propres.get("acceptee") and not propres.get("preuve"):
            self.add_error("preuve", "Dites quel justificatif le candidat a présenté.")
        return propres


class FusionForm(Formulaire):
    """One choice per value that differs: « a » is the file kept, « b » the other."""

    def __init__(self, *args: Any, conserve: Candidat, absorbe: Candidat, **options: Any) -> None:
        super().__init__(*args, objet=conserve, **options)
        self.fiches: Mapping[str, Candidat] = {"a": conserve, "b": absorbe}
        for champ in self._differents():
            valeurs = {cle: _valeur(fiche, champ) for cle, fiche in self.fiches.items()}
            libelle = str(Candidat._meta.get_field(champ).verbose_name)  # type: ignore[union-attr]
            garde = "b" if self._vaut_mieux(champ, valeurs) else "a"
            self.fields[champ] = forms.ChoiceField(
                label=tete_de_phrase(libelle),
                choices=[(cle, _lisible(valeur)) for cle, valeur in valeurs.items()],
                initial=garde,
                widget=forms.RadioSelect,
            )

    def _differents(self) -> Iterator[str]:
        for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT):
            if champ != "naissance_precision" and _valeur(self.fiches["a"], champ) != _valeur(self.fiches["b"], champ):
                yield champ

    def _vaut_mieux(self, champ: str, valeurs: Mapping[str, Any]) -> bool:
        """The other file's value is proposed where it alone was checked, or where this one says nothing."""
        a, b = self.fiches["a"], self.fiches["b"]
        if champ in CHAMPS_IDENTITE and bool(a.identite_verifiee_le) != bool(b.identite_verifiee_le):
            return b.identite_verifiee_le is not None
        return not valeurs["a"]

    @property
    def valeurs(self) -> dict[str, Any]:
        """Every value of the file that results."""
        choisies = dict(self.cleaned_data) | {"naissance_precision": self.cleaned_data.get("date_naissance", "a")}
        return {
            champ: getattr(self.fiches[choisies.get(champ, "a")], champ)
            for champ in (*CHAMPS_IDENTITE, *CHAMPS_CONTACT)
        }


def _valeur(fiche: Candidat, champ: str) -> Any:
    """The day of birth and what is known of it are one value."""
    return fiche.naissance if champ == "date_naissance" else getattr(fiche, champ)


def _lisible(valeur: Any) -> str:
    return str(valeur) or "(vide)"


class AmenagementForm(Formulaire):
    """A request of the candidate, noted by the staff."""

    effet = forms.ChoiceField(label="Aménagement", choices=[("", "—"), *EffetAmenagement.choices])
    demande_le = ChampDate("Demandé le")

    def __init__(self, *args: Any, le: Any, **options: Any) -> None:
        super().__init__(*args, initial={"demande_le": le}, **options)
        self.le = le

    def clean_demande_le(self) -> Any:
        demande_le = self.cleaned_data["demande_le"]
        if demande_le > self.le:
            raise forms.ValidationError("La demande ne peut pas être à venir.")
        return demande_le

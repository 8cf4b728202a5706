"""What a registration says, whichever door it came through: the form, or a line of a workbook.

No database here. The rules read these values; the services write them.
"""

from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from candidats.choix import VOIES_VAE, Origine, Portee, PrecisionNaissance, Voie
from certif_portal.commun.typographie import INSECABLE, date_longue

FRANCE = "France"
LONGUEURS_ISO: dict[str, int] = {PrecisionNaissance.JOUR: 10, PrecisionNaissance.MOIS: 7, PrecisionNaissance.ANNEE: 4}


@dataclass(frozen=True)
class Naissance:
    """A day of birth, as far as the identity papers say it. `jour` is its first possible day."""

    jour: date
    precision: str = PrecisionNaissance.JOUR

    @property
    def longue(self) -> str:
        """« 12 mars 1998 », « mars 1998 », « 1998 »."""
        entiere = date_longue(self.jour)
        if self.precision == PrecisionNaissance.JOUR:
            return entiere
        return str(self.jour.year) if self.precision == PrecisionNaissance.ANNEE else entiere.partition(INSECABLE)[2]

    @property
    def dite(self) -> str:
        """« le 12 mars 1998 », « en mars 1998 », « en 1998 »: what follows « né »."""
        return f"{'le' if self.precision == PrecisionNaissance.JOUR else 'en'} {self.longue}"

    @property
    def saisie(self) -> str:
        """« 12/03/1998 », « 00/03/1998 », « 00/00/1998 »: as it is typed, and as papers print it."""
        jour = "00" if self.precision != PrecisionNaissance.JOUR else f"{self.jour:%d}"
        mois = "00" if self.precision == PrecisionNaissance.ANNEE else f"{self.jour:%m}"
        return f"{jour}/{mois}/{self.jour.year:04d}"

    @property
    def iso(self) -> str:
        """« 1998-03-12 », « 1998-03 », « 1998 »."""
        return self.jour.isoformat()[: LONGUEURS_ISO[self.precision]]

    @property
    def dernier_jour(self) -> date:
        """The last day that it may be."""
        if self.precision == PrecisionNaissance.ANNEE:
            return self.jour.replace(month=12, day=31)
        if self.precision == PrecisionNaissance.MOIS:
            return self.jour.replace(day=monthrange(self.jour.year, self.jour.month)[1])
        return self.jour

    @property
    def entiere(self) -> bool:
        return self.precision == PrecisionNaissance.JOUR

    def __str__(self) -> str:
        """« 12/03/1998 », « 03/1998 », « 1998 »."""
        return self.saisie.replace("00/", "")


@dataclass(frozen=True)
class PersonneCitee:
    """Somebody named on a registration: a trainer."""

    nom: str
    courriel: str = ""

    def __str__(self) -> str:
        return f"{self.nom} <{self.courriel}>" if self.courriel else self.nom


@dataclass(frozen=True)
class DonneesInscription:
    """Every value of a registration. Only the first three are needed to keep a draft."""

    nom_naissance: str = ""
    prenom: str = ""
    date_naissance: date | None = None
    """The first possible day, when only a part of it is known."""
    naissance_precision: str = PrecisionNaissance.JOUR
    naissance_confirmee: date | None = None
    """The day of birth that somebody confirmed as it is, the age that it gives being unusual."""
    sexe: str = ""
    nom_usage: str = ""
    autres_prenoms: str = ""
    commune_naissance: str = ""
    code_commune_naissance: str = ""
    departement_naissance: str = ""
    pays_naissance: str = FRANCE
    courriel: str = ""
    telephone: str = ""
    adresse: str = ""
    code_postal: str = ""
    ville: str = ""

    referentiel_id: int = 0
    portee: str = Portee.COMPLETE
    blocs: tuple[int, ...] = ()
    voie: str = ""
    recevabilite_recue_le: date | None = None
    entree_formation: date | None = None
    fin_formation: date | None = None
    date_evaluation_prevue: date | None = None
    projet_id: int | None = None
    positionnement_le: date | None = None
    positionnement_resultat: str = ""

    origine: str = ""
    initiative_sans_accord: bool = False
    entreprise_siret: str = ""
    entreprise_raison_sociale: str = ""
    entreprise_adresse: str = ""
    entreprise_code_postal: str = ""
    entreprise_ville: str = ""
    entreprise_code_nace: str = ""
    entreprise_secteur: str = ""
    entreprise_branche: str = ""
    service: str = ""
    superieur_nom: str = ""
    superieur_courriel: str = ""
    tuteur_nom: str = ""
    tuteur_qualite: str = ""
    tuteur_courriel: str = ""
    formateurs: tuple[PersonneCitee, ...] = ()

    financements: tuple[str, ...] = ()
    cpf_abonde: bool = False
    amenagements: tuple[str, ...] = ()

    @property
    def naissance(self) -> Naissance | None:
        return Naissance(self.date_naissance, self.naissance_precision) if self.date_naissance else None

    @property
    def en_vae(self) -> bool:
        return self.voie in VOIES_VAE

    @property
    def sans_formation(self) -> bool:
        return self.voie == Voie.SANS_FORMATION

    @property
    def salarie(self) -> bool:
        return self.origine == Origine.SL

    @property
    def entreprise_citee(self) -> bool:
        """Something is said of a company."""
        return any(getattr(self, nom) for nom in CHAMPS_ENTREPRISE)


CHAMPS_IDENTITE = (
    "sexe",
    "nom_naissance",
    "nom_usage",
    "prenom",
    "autres_prenoms",
    "date_naissance",
    "naissance_precision",
    "commune_naissance",
    "code_commune_naissance",
    "departement_naissance",
    "pays_naissance",
)
"""Civil status: locked once it has been checked against a document."""
CHAMPS_NOMS = ("nom_naissance", "nom_usage", "prenom", "autres_prenoms")
"""What is printed, in the case that the identity check confirmed."""


def cle_identite(personne: Any) -> tuple[Any, ...]:
    """The whole civil status of typed values or of a row, whatever its case: the check of identity settles the case."""
    valeurs = (getattr(personne, champ) for champ in CHAMPS_IDENTITE)
    return tuple(valeur.casefold() if isinstance(valeur, str) else valeur for valeur in valeurs)


LONGUEURS = {
    "nom_naissance": 60,
    "nom_usage": 60,
    "prenom": 60,
    "autres_prenoms": 120,
    "commune_naissance": 60,
    "code_commune_naissance": 5,
    "departement_naissance": 3,
    "pays_naissance": 60,
    "courriel": 254,
    "telephone": 20,
    "adresse": 200,
    "code_postal": 10,
    "ville": 80,
    "entreprise_siret": 14,
    "entreprise_raison_sociale": 160,
    "entreprise_adresse": 200,
    "entreprise_code_postal": 10,
    "entreprise_ville": 80,
    "entreprise_code_nace": 14,
    "entreprise_branche": 120,
    "service": 120,
    "superieur_nom": 120,
    "superieur_courriel": 254,
    "tuteur_nom": 120,
    "tuteur_qualite": 120,
    "tuteur_courriel": 254,
    "formateurs": 120,
    "positionnement_resultat": 300,
}
"""What each text of a registration may count, by its column: the database, the form and the workbook read it here."""

CHAMPS_CONTACT = ("courriel", "telephone", "adresse", "code_postal", "ville")
CHAMPS_ENTREPRISE = tuple(champ.name for champ in fields(DonneesInscription) if champ.name.startswith("entreprise_"))
CHAMPS_PARCOURS = (
    "portee",
    "voie",
    "initiative_sans_accord",
    "origine",
    "service",
    "superieur_nom",
    "superieur_courriel",
    "tuteur_nom",
    "tuteur_qualite",
    "tuteur_courriel",
    "entree_formation",
    "fin_formation",
    "date_evaluation_prevue",
    "projet_id",
    "positionnement_le",
    "positionnement_resultat",
)
"""Fields that bear the same name on the registration itself."""


@dataclass(frozen=True)
class DonneesProjet:
    """What a projet de certification says. A draft needs its bearer and its version alone."""

    referentiel_id: int = 0
    entreprise_nom: str = ""
    entreprise_siret: str = ""
    portee: str = Portee.COMPLETE
    blocs: tuple[int, ...] = ()
    voie: str = Voie.FORMATION
    besoins: str = ""
    moyens_techniques: str = ""
    moyens_humains: str = ""
    entree_formation: date | None = None
    livret_prevu_le: date | None = None
    date_evaluation_prevue: date | None = None
    fin_formation: date | None = None
    effectif_prevu: int | None = None

    @property
    def en_vae(self) -> bool:
        return self.voie in VOIES_VAE


@dataclass(frozen=True)
class FaitsProjet:
    """What a registration must agree with in the projet it attaches to."""

    organisme_id: int | None
    certification_id: int
    portee: str
    blocs: frozenset[str]
    """Numbers of the blocs (« BDC0170 »), which a new version of the certification keeps."""
    avalise: bool


@dataclass(frozen=True)
class DonneesEntreprise:
    """The company of a job seeker, learned during the training, and the people around the candidate there."""

    siret: str
    raison_sociale: str
    adresse: str
    code_postal: str
    ville: str
    code_nace: str
    secteur: str
    branche: str = ""
    service: str = ""
    superieur_nom: str = ""
    superieur_courriel: str = ""
    tuteur_nom: str = ""
    tuteur_qualite: str = ""
    tuteur_courriel: str = ""


@dataclass(frozen=True)
class LigneLivretDonnees:
    """What the livret says of one competence."""

    competence_id: int
    modalites: tuple[int, ...]
    situation: str = ""
    motif_hors_situation: str = ""
    lieu: str = ""
    tuteur: str = ""

    @property
    def dite(self) -> bool:
        """Something was typed of this competence."""
        return any((self.modalites, self.situation, self.motif_hors_situation, self.lieu, self.tuteur))


@dataclass(frozen=True)
class DonneesLivret:
    """A livret de suivi: who agreed, when the evaluation is planned, and one line per competence aimed at."""

    accord: str
    accord_nom: str
    accord_qualite: str
    accord_le: date
    date_evaluation_prevue: date
    lignes: tuple[LigneLivretDonnees, ...]


@dataclass(frozen=True)
class FichierRecu:
    """An upload that passed the gate."""

    nom: str
    octets: bytes
    type_mime: str

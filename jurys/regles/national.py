"""The file of certified persons: who is in it, by when, and in which words of the schema. No database here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from candidats.choix import VOIES_VAE, Financement, PrecisionNaissance
from candidats.regles.national import SANS_SEXE, manques_national
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, Source, decision

NATIONAL_DELAI = Delai(
    code="NATIONAL-DELAI",
    enonce="Les titulaires d’une certification du RNCP ou du RS sont déclarés au système d’information du CPF dans les "
    "{en_lettres} de sa délivrance.",
    source=Source("Code du travail", "article L. 6113-8 et arrêté du 21 mai 2021"),
    origine=Origine.LOI,
    effet=Effet.ALERTE,
    mois=3,
)
NATIONAL_SUIVI = Delai(
    code="NATIONAL-SUIVI",
    enonce="Un jury reste {en_lettres} dans les échéances tant que ses certifiés ne sont pas tous déclarés ; au-delà, "
    "ils restent comptés sur la page du fichier national.",
    source=decision(251, "Fichier national des certifiés"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    ans=2,
)
NATIONAL_UNE_FOIS = Regle(
    code="NATIONAL-UNE-FOIS",
    enonce="Un certificat part une fois au système national ; seul celui qui revient refusé repart, corrigé.",
    source=decision(251, "Fichier national des certifiés"),
    origine=Origine.LECTURE,
)
PREFIXE_REFERENCE = "CERT-"
CONTRATS_PRO = {Financement.CP, Financement.CPE}
SEPARATEURS = str.maketrans(",;", "  ")


@dataclass(frozen=True)
class Titulaire:
    """One certificate of a certification of the répertoire, and its holder as the schema names things."""

    certificat: int
    candidat: int
    numero: str
    repertoire: str
    code: str
    intitule: str
    nom_naissance: str
    nom_usage: str
    prenoms: tuple[str, ...]
    sexe: str
    naissance: date
    precision: str
    code_commune: str
    commune: str
    pays: str
    date_jury: date
    delivre_le: date
    voie: str
    financements: frozenset[str]
    inscrit_le: date | None

    @property
    def reference(self) -> str:
        """`idTechnique`: the same whenever it is sent."""
        return f"{PREFIXE_REFERENCE}{self.certificat:06d}"

    @property
    def qui(self) -> str:
        return f"{self.nom_naissance.upper()} {self.prenoms[0]}, {self.numero}"

    @property
    def manques(self) -> list[str]:
        return manques_national(self.sexe, self.code_commune)

    @property
    def retenu(self) -> bool:
        """Without the sex, the national system cannot tell who it is: the row waits."""
        return SANS_SEXE not in self.manques

    @property
    def mois(self) -> int | None:
        return None if self.precision == PrecisionNaissance.ANNEE else self.naissance.month

    @property
    def jour(self) -> int | None:
        return self.naissance.day if self.precision == PrecisionNaissance.JOUR else None


def prenoms_lus(prenom: str, autres: str) -> tuple[str, ...]:
    """At most three: the schema has no place for more."""
    return (prenom, *autres.translate(SEPARATEURS).split())[:3]


def limite_nationale(delivre_le: date) -> date:
    """« dans les trois mois » of the delivery."""
    return NATIONAL_DELAI.apres(delivre_le)


def modalite_acces(voie: str, financements: Collection[str]) -> str:
    """The code of the schema for the way in; our reading (decision 0251)."""
    if voie in VOIES_VAE or Financement.CVAE in financements:
        return "VAE"
    if CONTRATS_PRO & set(financements):
        return "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION"
    if Financement.CPFCA in financements:
        return "FORMATION_INITIALE_APPRENTISSAGE"
    return "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION"


def voie_vae(voie: str, financements: Collection[str]) -> str:
    """Empty where it is no VAE."""
    if modalite_acces(voie, financements) != "VAE":
        return ""
    return "CONGES_VAE" if Financement.CVAE in financements else "VAE_CLASSIQUE"


def numero_de_reference(texte: str) -> int | None:
    """« CERT-000123 » is 123; None for anything else."""
    chiffres = texte.strip().upper().removeprefix(PREFIXE_REFERENCE)
    juste = texte.strip().upper().startswith(PREFIXE_REFERENCE) and chiffres.isascii() and chiffres.isdigit()
    return int(chiffres) if juste and len(chiffres) < 12 else None


ACCEPTEES = frozenset({"accepte", "acceptee", "ok", "integre", "integree"})
REFUSEES = frozenset({"refuse", "refusee", "rejete", "rejetee", "ko"})


def statut_lu(cle: str) -> bool | None:
    """What a receipt says of a row, its word without accents nor capitals; None when it is not understood."""
    if cle in ACCEPTEES:
        return True
    return False if cle in REFUSEES else None

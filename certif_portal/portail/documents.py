"""The statement of forfaits, from lines to a frozen context, and the workbooks of the portal: no acts, they are
rendered when they are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from candidats.choix import Portee
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.tableur import Valeur, ecrire_tableau
from certif_portal.commun.typographie import date_longue
from certif_portal.portail.choix import EtapeDelai
from certif_portal.portail.indicateurs import INDICATEURS
from certif_portal.portail.models import Chiffre
from certif_portal.portail.queries.bord import Bord
from certif_portal.portail.queries.chiffre import LigneSeverite, nom_du_trimestre
from certif_portal.portail.queries.forfait import LigneForfait, Releve
from certif_portal.portail.queries.usage import UsageCertification

COLONNES = (
    ("À facturer à", 34),
    ("SIRET", 18),
    ("Référence", 14),
    ("Candidat", 30),
    ("Certification", 44),
    ("Code", 18),
    ("Visé", 22),
    ("Fait", 20),
    ("Date du fait", 14),
    ("Nombre", 10),
    ("Forfait", 12),
    ("Montant", 12),
    ("Seconde présentation", 22),
)


def euros(montant: Decimal) -> str:
    """« 1 500,00 € », with the non-breaking spaces of French amounts."""
    return f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


@dataclass(frozen=True)
class LigneReleve:
    reference: str
    candidat: str
    certification: str
    fait: str
    quantite: int
    montant: str


@dataclass(frozen=True)
class ReleveImprime:
    payeur: str
    adresse: str
    siret: str
    lignes: tuple[LigneReleve, ...]
    secondes: tuple[LigneReleve, ...]
    total: str
    total_secondes: str


@dataclass(frozen=True)
class ContexteReleve:
    centre: str
    adresse: str
    periode: str
    etabli_le: str
    releves: tuple[ReleveImprime, ...]


def contexte_releve(
    releves: Iterable[Releve], centre: ParametresCentre, du: date, au: date, a: datetime
) -> ContexteReleve:
    return ContexteReleve(
        centre=centre.nom,
        adresse=centre.adresse_complete(),
        periode=f"du {date_longue(du)} au {date_longue(au)}",
        etabli_le=date_longue(a),
        releves=tuple(_imprime(releve) for releve in releves),
    )


def _imprime(releve: Releve) -> ReleveImprime:
    return ReleveImprime(
        payeur=releve.payeur.nom,
        adresse=releve.payeur.adresse,
        siret=releve.payeur.siret,
        lignes=tuple(map(_ligne, releve.lignes)),
        secondes=tuple(map(_ligne, releve.secondes)),
        total=euros(releve.total),
        total_secondes=euros(releve.total_secondes),
    )


def _ligne(ligne: LigneForfait) -> LigneReleve:
    referentiel = ligne.inscription.referentiel
    blocs = " (blocs seuls)" if ligne.inscription.portee == Portee.BLOCS else ""
    return LigneReleve(
        reference=ligne.inscription.reference,
        candidat=str(ligne.inscription.candidat),
        certification=f"{referentiel.certification.type} {referentiel.intitule}{blocs}",
        fait=f"{ligne.fait} le {date_longue(ligne.forfait.le)}",
        quantite=ligne.forfait.quantite,
        montant=euros(ligne.forfait.montant),
    )


def classeur_releve(releves: Iterable[Releve]) -> bytes:
    """The same lines as a workbook, one row each, amounts as numbers."""
    lignes = [ligne for releve in releves for ligne in (*releve.lignes, *releve.secondes)]
    return ecrire_tableau("Forfaits", COLONNES, map(_cellules, lignes))


def _cellules(ligne: LigneForfait) -> tuple[Valeur, ...]:
    inscription, forfait = ligne.inscription, ligne.forfait
    return (
        ligne.payeur.nom,
        ligne.payeur.siret,
        inscription.reference,
        str(inscription.candidat),
        inscription.referentiel.intitule,
        inscription.referentiel.certification.code,
        ligne.vise,
        ligne.fait,
        forfait.le,
        forfait.quantite,
        forfait.unitaire,
        forfait.montant,
        "oui" if forfait.seconde else "",
    )


def classeur_indicateurs(bords: Iterable[Bord]) -> bytes:
    """One line per OF, every figure with what it is made of."""
    colonnes = [("Organisme", 34), ("SIRET", 16), ("Du", 12), ("Au", 12)]
    for indicateur in INDICATEURS:
        colonnes += [(indicateur.libelle, 18), ("sur", 8), ("%", 8)]
    return ecrire_tableau("Indicateurs", colonnes, map(_valeurs_du_bord, bords), figer="B2")


def _valeurs_du_bord(bord: Bord) -> list[Valeur]:
    valeurs: list[Valeur] = [bord.organisme.nom, bord.organisme.siret, bord.debut, bord.fin]
    for mesure in bord.mesures.values():
        montree = not mesure.pourquoi_masquee
        valeurs += [mesure.numerateur, mesure.denominateur] if montree else [None, None]
        valeurs.append(None if mesure.taux is None else round(mesure.taux * 100))
    return valeurs


COLONNES_CHIFFRES = (
    ("Année", 8),
    ("Trimestre", 12),
    ("Mesure", 26),
    ("Par", 16),
    ("De quoi", 50),
    ("Groupes réunis", 10),
    ("Nombre", 10),
    ("Réussites", 10),
    *((f"{etape} : {mesure} (jours)", 22) for etape in EtapeDelai.labels for mesure in ("médiane", "neuf sur dix")),
)


def classeur_chiffres(chiffres: Iterable[tuple[str, Chiffre]]) -> bytes:
    """One line per figure that may be told."""
    return ecrire_tableau("Chiffres", COLONNES_CHIFFRES, (_valeurs_du_chiffre(*un) for un in chiffres), figer="A2")


def _valeurs_du_chiffre(nom: str, chiffre: Chiffre) -> list[Valeur]:
    return [
        chiffre.annee.annee,
        nom_du_trimestre(chiffre.trimestre) if chiffre.trimestre else None,
        chiffre.get_mesure_display(),
        chiffre.get_axe_display(),
        nom,
        chiffre.groupes if chiffre.groupes > 1 else None,
        chiffre.nombre,
        chiffre.reussites,
        *(jours for etape in EtapeDelai.values for jours in chiffre.delai(etape) or (None, None)),
    ]


COLONNES_SEVERITE = (
    ("Évaluateur", 30),
    ("Compétences jugées", 12),
    ("Maîtrisées", 12),
    ("Attendues au taux de tous", 14),
    ("Écart (points)", 10),
)


def classeur_severites(lignes: Iterable[LigneSeverite]) -> bytes:
    """One line per evaluator who judged people enough."""
    return ecrire_tableau("Sévérité", COLONNES_SEVERITE, map(_valeurs_de_severite, lignes), figer="B2")


def _valeurs_de_severite(ligne: LigneSeverite) -> list[Valeur]:
    lu = ligne.chiffre
    return [ligne.nom, lu.nombre, lu.reussites, round(lu.attendues or 0), ligne.ecart]


COLONNES_USAGE = (
    ("Certification", 60),
    ("Code", 16),
    ("Promotions", 10),
    ("Candidats", 10),
    ("Admis", 10),
    ("Blocs à part", 10),
    ("Dernier jury", 12),
    ("Usage", 16),
)


def classeur_usages(lignes: Iterable[UsageCertification]) -> bytes:
    """One line per certification; what is of too few people is an empty cell."""
    return ecrire_tableau("Usage", COLONNES_USAGE, map(_valeurs_d_usage, lignes), figer="B2")


def _valeurs_d_usage(ligne: UsageCertification) -> list[Valeur]:
    return [
        ligne.certification.intitule,
        ligne.certification.code,
        ligne.promotions,
        None if ligne.muette else ligne.candidats,
        None if ligne.admis_muets else ligne.admis,
        None if ligne.blocs_muets else ligne.blocs,
        ligne.derniere,
        ligne.mot,
    ]

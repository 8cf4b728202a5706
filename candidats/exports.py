"""The list of registrations as a workbook."""

from collections.abc import Iterable

from candidats.queries.liste import Ligne
from certif_portal.commun.tableur import Valeur, ecrire_tableau
from certif_portal.commun.typographie import jour_de

COLONNES: tuple[tuple[str, int], ...] = (
    ("Nom de naissance", 24),
    ("Nom d’usage", 24),
    ("Prénom", 18),
    ("Date de naissance", 14),
    ("Type", 8),
    ("Certification", 44),
    ("Numéro", 20),
    ("Portée", 22),
    ("Organisme", 30),
    ("Voie", 22),
    ("Origine", 10),
    ("Entreprise", 30),
    ("Entrée en formation", 14),
    ("Fin de formation", 14),
    ("Évaluation", 14),
    ("Premier dépôt", 14),
    ("Acceptée le", 14),
    ("État", 16),
    ("Suite", 44),
    ("Au plus tard le", 14),
)


def ecrire_inscriptions(lignes: Iterable[Ligne]) -> bytes:
    """The bytes of an .xlsx with one line per registration, in the order given."""
    return ecrire_tableau("Inscriptions", COLONNES, map(_valeurs, lignes), figer="D2")


def _valeurs(ligne: Ligne) -> tuple[Valeur, ...]:
    inscription = ligne.inscription
    candidat, referentiel = inscription.candidat, inscription.referentiel
    return (
        candidat.nom_naissance.upper(),
        candidat.nom_usage.upper(),
        candidat.prenom,
        candidat.date_naissance if candidat.naissance.entiere else str(candidat.naissance),
        referentiel.certification.type,
        referentiel.intitule,
        referentiel.certification.code,
        inscription.get_portee_display(),
        inscription.organisme.nom if inscription.organisme else "",
        inscription.get_voie_display(),
        inscription.origine,
        inscription.entreprise.raison_sociale if inscription.entreprise else "",
        inscription.entree_formation,
        inscription.fin_formation,
        inscription.date_evaluation,
        inscription.deposee_le,
        jour_de(inscription.acceptee_le) if inscription.acceptee_le else None,
        inscription.get_etat_display(),
        ligne.suite.texte,
        ligne.suite.limite,
    )

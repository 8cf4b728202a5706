"""The list of registrations, the running ones of an OF on the template, and the insertion of promotions, as
workbooks."""

from collections.abc import Iterable
from datetime import date

from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.classeur import inscriptions_completes, projets_connus
from candidats.queries.insertion import LigneInsertion
from candidats.queries.liste import Ligne
from certif_portal.commun.tableur import Valeur, ecrire_tableau
from certif_portal.commun.typographie import jour_de
from habilitations.models import OrganismeFormation

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


def ecrire_en_cours(organisme: OrganismeFormation, le: date) -> bytes:
    """The running registrations of an OF on the template of that day: to be changed and imported again."""
    from candidats.imports.modele import ecrire_modele

    completes = list(inscriptions_completes(organisme))
    ouverts = {referentiel.pk: referentiel for referentiel in referentiels_ouverts(le)}
    ouverts |= {i.referentiel_id: i.referentiel for i, _ in completes if i.referentiel_id not in ouverts}
    faits = faits_referentiels(ouverts.values())
    lignes = [(donnees, faits[donnees.referentiel_id]) for _, donnees in completes]
    return ecrire_modele(faits.values(), le, lignes, projets_connus(organisme, le))


COLONNES_INSERTION = (
    ("Année du jury", 12),
    ("Organisme", 34),
    ("Numéro", 14),
    ("Certification", 48),
    ("Enquête", 12),
    ("Certifiés", 10),
    ("Enquêtés", 10),
    ("Réponses", 10),
    ("Taux de réponse (%)", 14),
    ("Insertion globale (%)", 14),
    ("Dans le métier visé (%)", 14),
)


def ecrire_insertion(lignes: Iterable[LigneInsertion]) -> bytes:
    """One line per promotion: an OF, a certification, a year of juries, a step."""
    return ecrire_tableau("Insertion", COLONNES_INSERTION, map(_valeurs_insertion, lignes))


def _valeurs_insertion(ligne: LigneInsertion) -> tuple[str | int | None, ...]:
    taux = (ligne.insertion.taux_reponse, ligne.insertion.taux_global, ligne.insertion.taux_metier_vise)
    return (
        ligne.annee,
        ligne.organisme,
        ligne.numero,
        ligne.certification,
        ligne.etape,
        ligne.prevues if ligne.insertion.dicible and ligne.sans_adresse is not None else None,
        ligne.insertion.envoyees if ligne.insertion.dicible else None,
        ligne.insertion.reponses if ligne.insertion.reponses_dites else None,
        *(None if valeur is None else round(valeur * 100) for valeur in taux),
    )

"""What goes, one row of the table per thing: its rule, and what says which rows are due on a day (`conservation.py`).

What leaves with each is `certif_portal/portail/gestes.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from allauth.account.models import EmailConfirmation
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import (
    Model,
    QuerySet,
)

from candidats.models import (
    Candidat,
    DemandeInscription,
    ImportClasseur,
    Inscription,
    LienRapport,
    LotGAC,
    Projet,
)
from certif_portal.commun.models import AdresseRefusee, Courriel, DocumentRendu, EntreeJournal, Fichier
from certif_portal.comptes.models import CodeServi, EssaisConnexion, SessionOuverte, Utilisateur
from certif_portal.portail.models import Relance, TourneeRelances
from certif_portal.portail.queries.conservation import (
    actes,
    actes_de_certificats,
    appreciations,
    candidatures,
    certificats,
    comptes,
    coordonnees,
    courriels,
    demandes,
    documents_sans_objet,
    etats_civils,
    evaluateurs,
    fichiers_sans_objet,
    geles,
    identites,
    jurys,
    lectures,
    lettres_oubliees,
    membres_du_repertoire,
    non_effaces,
    numerisations,
    operations,
    organismes,
    par_date,
    preparations,
    projets,
    seances,
    selon_la_fin,
)
from evaluations.models import (
    CandidatureEvaluateur,
    Commission,
    DelegationOrganisation,
    Evaluateur,
    FeuilleRecue,
    InvitationCommission,
    LienAvis,
    Numerisation,
    OperationRecue,
)
from habilitations.models import CampagneAudit, OrganismeFormation, ReunionInformation, Transmission
from jurys.models import (
    ArchiveCertificats,
    Certificat,
    DemandeAcces,
    InformationCPREFP,
    Jury,
    LotNational,
    PersonneJury,
    RetourNational,
    RetraitCapacite,
)
from jurys.regles.conservation import (
    AMENAGEMENT_CONSERVATION,
    INSCRIPTION_CONSERVATION,
)

Dues = Callable[[date], QuerySet[Any]]


@dataclass(frozen=True)
class Cible:
    """One thing that goes. `dues` gives rows of `modele`, each with `depart`, the day its delay is counted from.

    `reste`: the rows stay, emptied, and an `Effacement` says so; otherwise they are gone, or empty to whoever reads.
    """

    code: str
    regle: str
    quoi: str
    modele: type[Model]
    dues: Dues
    reste: bool = False
    pas: int = 500


def _cible_par_date(
    code: str,
    regle: str,
    quoi: str,
    modele: type[Model],
    champs: str,
    *,
    reste: bool = False,
    dossiers: tuple[str, ...] = (),
    **filtres: Any,
) -> Cible:
    """`champs`: the days, of which the last counts. `dossiers`: what leads to the files, that a legal hold keeps."""

    def dues(le: date) -> QuerySet[Any]:
        lignes = par_date(modele, champs, regle, le, **filtres)
        for chemin in dossiers:
            lignes = lignes.exclude(**{f"{chemin}__in": geles()})
        return non_effaces(lignes, code) if reste else lignes

    return Cible(code, regle, quoi, modele, dues, reste)


CIBLES: tuple[Cible, ...] = (
    Cible("identite", "PIECE_IDENTITE", "Copies de pièces d’identité", Inscription, identites),
    Cible("preparation", "PREPARATION", "Livrets, rapports, avis, convocations", Inscription, preparations, True),
    Cible("appreciation", "APPRECIATION", "Appréciations de la commission", Inscription, appreciations, True),
    Cible("seance", "PREPARATION", "Papiers des séances", Commission, seances, True),
    Cible(
        "amenagement",
        "AMENAGEMENT",
        "Aménagements",
        Inscription,
        lambda le: selon_la_fin("amenagement", AMENAGEMENT_CONSERVATION, le).filter(amenagements__isnull=False),
    ),
    Cible("coordonnees", "CONTACT_CANDIDAT", "Coordonnées des candidats", Candidat, coordonnees, True),
    Cible(
        "inscription",
        "INSCRIPTION",
        "Parcours, entreprise, tuteur",
        Inscription,
        partial(selon_la_fin, "inscription", INSCRIPTION_CONSERVATION),
        True,
    ),
    Cible("projets", "INSCRIPTION", "Projets de certification", Projet, projets, True),
    _cible_par_date("lots_gac", "INSCRIPTION", "Fichiers d’inscription envoyés", LotGAC, "cree_le", reste=True),
    Cible("jury", "JURY_PAPIERS", "Procès-verbaux, émargements, lettres", Jury, jurys, True),
    _cible_par_date(
        "cprefp", "JURY_PAPIERS", "Informations de la CPREFP", InformationCPREFP, "creee_le partie_le", reste=True
    ),
    _cible_par_date("lots", "JURY_PAPIERS", "Lots du système national", LotNational, "cree_le remis_le", reste=True),
    _cible_par_date("retours", "JURY_PAPIERS", "Retours du système national", RetourNational, "lu_le", reste=True),
    _cible_par_date("capacites", "JURY_PAPIERS", "Capacité de délivrer", RetraitCapacite, "enregistre_le", reste=True),
    Cible("certificat", "CERTIFICAT", "Certificats", Certificat, certificats, True),
    Cible("etat_civil", "CERTIFICAT", "États civils", Candidat, etats_civils, True),
    Cible("jures", "CONTACT_ACTEUR", "Répertoire des jurés", PersonneJury, membres_du_repertoire, True),
    Cible("evaluateurs", "CONTACT_ACTEUR", "Évaluateurs", Evaluateur, evaluateurs, True),
    _cible_par_date(
        "invitations", "CONTACT_ACTEUR", "Invitations à une séance", InvitationCommission, "cree_le utilise_le"
    ),
    Cible("comptes", "COMPTE", "Comptes sans connexion", Utilisateur, comptes, True),
    Cible("organismes", "HABILITATION", "Dossiers d’organismes", OrganismeFormation, organismes, True),
    _cible_par_date("campagnes", "HABILITATION", "Campagnes d’audit", CampagneAudit, "tiree_le", reste=True),
    _cible_par_date("transmissions", "HABILITATION", "Listes transmises", Transmission, "faite_le", reste=True),
    _cible_par_date("reunions", "HABILITATION", "Réunions d’information", ReunionInformation, "date", reste=True),
    _cible_par_date("delegations", "CONTACT_ACTEUR", "Délégations finies", DelegationOrganisation, "au", reste=True),
    _cible_par_date("sessions", "JETON", "Sessions", SessionOuverte, "expire_date"),
    _cible_par_date("sessions_anciennes", "JETON", "Sessions d’avant leur liste", Session, "expire_date"),
    _cible_par_date("essais", "JETON", "Essais de connexion", EssaisConnexion, "dernier_le"),
    _cible_par_date("codes", "JETON", "Codes donnés", CodeServi, "servi_le"),
    _cible_par_date("adresses", "JETON", "Confirmations d’adresse", EmailConfirmation, "created"),
    _cible_par_date("liens_avis", "JETON", "Liens d’avis", LienAvis, "expire_le"),
    _cible_par_date("liens_rapport", "JETON", "Liens de rapport", LienRapport, "expire_le"),
    Cible("courriels", "COURRIEL", "Courriels partis", Courriel, courriels),
    Cible("lettres", "LETTRE", "Lettres jamais imprimées", Courriel, lettres_oubliees),
    _cible_par_date("relances", "COURRIEL", "Relances", Relance, "due_le"),
    _cible_par_date("tournees", "COURRIEL", "Tournées de relances", TourneeRelances, "commencee_le"),
    _cible_par_date("refusees", "COURRIEL", "Adresses refusées", AdresseRefusee, "refusee_le"),
    Cible("demandes", "DEPOT", "Demandes d’inscription", DemandeInscription, demandes),
    Cible("candidatures", "DEPOT", "Candidatures d’évaluateurs", CandidatureEvaluateur, candidatures),
    _cible_par_date("classeurs", "DEPOT", "Classeurs importés", ImportClasseur, "depose_le enregistre_le"),
    Cible("numerisations", "DEPOT", "Numérisations", Numerisation, numerisations),
    _cible_par_date(
        "feuilles",
        "DEPOT",
        "Feuilles reçues et examinées",
        FeuilleRecue,
        "examinee_le",
        dossiers=("grille__inscription", "avis__inscription", "commission__passages__inscription"),
    ),
    Cible("operations", "DEPOT", "Opérations de tablettes", OperationRecue, operations),
    _cible_par_date(
        "acces",
        "EXPORT",
        "Archives d’accès",
        DemandeAcces,
        "demandee_le composee_le verifiee_le",
        fichier__isnull=False,
    ),
    _cible_par_date(
        "archives", "EXPORT", "Archives de certificats", ArchiveCertificats, "demandee_le", fichier__isnull=False
    ),
    Cible("lectures", "TRACE", "Lectures du journal", EntreeJournal, lectures, pas=5000),
    Cible("actes", "ACTE", "Actes du journal", EntreeJournal, actes, pas=5000),
    Cible("actes_certificats", "CERTIFICAT", "Actes sur un certificat", EntreeJournal, actes_de_certificats, pas=5000),
    _cible_par_date("administration", "TRACE", "Gestes d’administration", LogEntry, "action_time"),
    Cible("documents", "AVEC_SON_OBJET", "Documents sans objet", DocumentRendu, documents_sans_objet),
    Cible("fichiers", "AVEC_SON_OBJET", "Fichiers sans objet", Fichier, fichiers_sans_objet),
)
PAR_CODE: dict[str, Cible] = {cible.code: cible for cible in CIBLES}

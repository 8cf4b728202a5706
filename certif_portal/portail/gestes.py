"""What goes with each thing that is purged: which rows are deleted, which fields are emptied, and what is kept, why.

Fields are those that `donnees.toml` says of a person: a test refuses one that neither goes nor is kept for a reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.db.models import Field, ForeignKey, Model

from certif_portal.commun.declencheurs import MOT_EFFACE
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.portail.conservation import Categorie, lire_registre, modele_nomme
from habilitations.models import OrganismeFormation


@dataclass(frozen=True)
class Geste:
    """Rows of `modele` whose `chemin` leads to what is purged (« pk »: those rows themselves). Deleted, or emptied of
    `champs`: without any, all that is said of a person."""

    modele: str
    chemin: str = "pk"
    supprimer: bool = False
    champs: tuple[str, ...] = ()
    filtre: tuple[tuple[str, object], ...] = ()


def _part(modele: str, chemin: str = "pk") -> Geste:
    return Geste(modele, chemin, supprimer=True)


CONTACT = ("courriel", "telephone", "adresse", "code_postal", "ville")
ETAT_CIVIL = (
    *("nom_naissance", "nom_usage", "prenom", "autres_prenoms", "date_naissance", "naissance_precision"),
    *("commune_naissance", "code_commune_naissance", "departement_naissance", "pays_naissance", "cle_recherche"),
)
GESTES: Mapping[str, tuple[Geste, ...]] = {
    "identite": (Geste("candidats.PieceIdentite", "inscription", champs=("fichier",)),),
    "preparation": (
        _part("candidats.LivretPrepare", "inscription"),
        _part("candidats.Livret", "inscription"),
        _part("candidats.RapportActivites", "inscription"),
        _part("evaluations.FeuilleRecue", "avis__inscription"),
        _part("evaluations.AvisEntreprise", "inscription"),
        _part("evaluations.DeclarationIndependance", "inscription"),
        _part("evaluations.IncidentSeance", "inscription"),
        Geste("evaluations.Passage", "inscription"),
    ),
    "appreciation": (
        _part("evaluations.FeuilleRecue", "grille__inscription"),
        _part("evaluations.OperationRecue", "grille__inscription"),
        _part("evaluations.VersionGrille", "grille__inscription"),
        _part("evaluations.GrillePapier", "grille__inscription"),
        _part("evaluations.SignatureGrille", "grille__inscription"),
        _part("evaluations.Appreciation", "grille__inscription"),
        _part("evaluations.NoteEvaluateur", "grille__inscription"),
        _part("evaluations.ValidationVAE", "grille__inscription"),
        _part("jurys.RelectureCommentaire", "presentation__inscription"),
        Geste("evaluations.Grille", "inscription"),
        Geste("jurys.Presentation", "inscription", champs=("synthese",)),
    ),
    "seance": (
        _part("evaluations.FeuilleRecue", "commission"),
        _part("evaluations.LiasseCommission", "commission"),
        _part("evaluations.IncidentSeance", "commission"),
        Geste("evaluations.FeuilleEmargement", "commission"),
        Geste("evaluations.PropositionCommission", "commission"),
        Geste("evaluations.Commission"),
    ),
    "amenagement": (_part("candidats.Amenagement", "inscription"),),
    "coordonnees": (
        Geste("candidats.Candidat", champs=CONTACT),
        Geste("candidats.HistoricalCandidat", "id", champs=CONTACT),
        Geste("candidats.ConfirmationEtatCivil", "inscription__candidat", champs=("destinataire",)),
        _part("candidats.EnqueteInsertion", "inscription__candidat"),
        _part("candidats.PieceRecue", "candidat"),  # forgotten in days; never that of somebody who registers again
        Geste("jurys.Lettre", "presentation__inscription__candidat", champs=("adresse", "courriel")),
    ),
    "inscription": (
        Geste("candidats.Inscription"),
        Geste("candidats.HistoricalInscription", "id"),
        _part("candidats.FinancementInscription", "inscription"),
        _part("candidats.Formateur", "inscription"),
        Geste("candidats.Incident", "inscription"),
        Geste("candidats.Derogation", "inscription"),
        Geste("candidats.RecevabiliteVAE", "inscription"),
        Geste("candidats.SuiteInscription", "inscription"),
        _part("candidats.DemandeInscription", "inscription"),
        Geste("jurys.GelDossier", "inscription"),
        _part("portail.SuspensionRelances", "inscription"),
    ),
    "projets": (Geste("candidats.Projet"),),
    "lots_gac": (Geste("candidats.LotGAC"),),
    "jury": (
        Geste("jurys.Jury"),
        Geste("jurys.DemandeDesignation", "jury"),
        Geste("jurys.MembreJury", "jury"),
        Geste("jurys.Presentation", "jury"),
        Geste("jurys.DecisionBloc", "presentation__jury"),
        Geste("jurys.ConstatConformite", "jury"),
        Geste("jurys.PieceJury", "jury"),
        Geste("jurys.ScanRemplace", "piece__jury"),
        Geste("jurys.LettresConvocation", "jury"),
        Geste("jurys.Rectification", "jury"),
        Geste("jurys.LigneRectification", "rectification__jury"),
        Geste("jurys.Lettre", "jury", champs=("objet", "corps", "signataire", "qualite")),
        Geste("jurys.Papier", "jury", filtre=(("certificat__isnull", True),)),
        Geste("jurys.DossierGTP", "jury"),
        _part("jurys.AnnexeGTP", "dossier__jury"),
        _part("jurys.PieceComposee", "dossier__jury"),
        Geste("jurys.ActionCorrective", "dossier__jury"),
    ),
    "cprefp": (Geste("jurys.InformationCPREFP"),),
    "lots": (Geste("jurys.LotNational"), Geste("jurys.LigneNational", "lot")),
    "retours": (Geste("jurys.RetourNational"),),
    "capacites": (Geste("jurys.RetraitCapacite"),),
    "certificat": (
        Geste("jurys.Certificat"),
        Geste("jurys.Duplicata", "certificat"),
        Geste("jurys.Papier", "certificat"),
        _part("jurys.CodeCertificat", "certificat"),
    ),
    "etat_civil": (
        Geste("candidats.Candidat", champs=ETAT_CIVIL),
        Geste("candidats.HistoricalCandidat", "id", champs=(*ETAT_CIVIL, "history_change_reason")),
        _part("candidats.ConfirmationEtatCivil", "inscription__candidat"),
        _part("candidats.CorrectionIdentite", "candidat"),
        _part("candidats.Fusion", "conserve"),
        _part("candidats.Fusion", "absorbe"),
        _part("candidats.PersonnesDistinctes", "un"),
        _part("candidats.PersonnesDistinctes", "autre"),
        _part("candidats.DoubleProbable", "un"),
        _part("candidats.DoubleProbable", "autre"),
    ),
    "jures": (Geste("jurys.PersonneJury"),),
    "evaluateurs": (Geste("evaluations.Evaluateur"),),
    "comptes": (
        Geste("comptes.Utilisateur"),
        _part("account.EmailAddress", "user"),
        _part("mfa.Authenticator", "user"),
        _part("comptes.IdentiteAnnuaire", "compte"),
        _part("comptes.Invitation", "utilisateur"),
        _part("comptes.RetraitFacteur", "compte"),
        _part("portail.VueEnregistree", "personne"),
        _part("portail.AbonnementAgenda", "personne"),
        _part("portail.PreferenceCourriel", "personne"),
        _part("portail.LectureNotifications", "personne"),
    ),
    "campagnes": (Geste("habilitations.CampagneAudit"),),
    "transmissions": (Geste("habilitations.Transmission"),),
    "reunions": (
        Geste("habilitations.ReunionInformation"),
        Geste("habilitations.PresenceReunion", "reunion"),
    ),
    "delegations": (Geste("evaluations.DelegationOrganisation"),),
    "courriels": (Geste("commun.Courriel"),),
    "lettres": (Geste("commun.Courriel"),),
    "acces": (Geste("jurys.DemandeAcces"),),
    "archives": (Geste("jurys.ArchiveCertificats"),),
    "lectures": (Geste("commun.EntreeJournal", champs=("phrase", "par", "par_nom", "sel")),),
    "actes": (Geste("commun.EntreeJournal", champs=("phrase", "par", "par_nom", "sel")),),
    "actes_certificats": (Geste("commun.EntreeJournal", champs=("phrase", "par", "par_nom", "sel")),),
    "documents": (Geste("commun.DocumentRendu", champs=("titre", "fichier")),),
}
"""Without gestes here, what is purged is deleted, row by row."""
NEUTRES: Mapping[tuple[str, str], str] = {
    ("comptes.Utilisateur", "email"): "compte-{pk}@efface.invalid",
    ("comptes.Utilisateur", "nom"): MOT_EFFACE,
    ("candidats.Candidat", "nom_naissance"): MOT_EFFACE,
    ("candidats.HistoricalCandidat", "nom_naissance"): MOT_EFFACE,
    ("candidats.Candidat", "departement_naissance"): "-",
}
"""Where an empty value is refused by the base, or would be nobody's name on a page."""
DECISION = "la décision, ses voix et ses dates restent, qui ne nomment personne une fois l’état civil effacé"
STATISTIQUE = "reste pour les chiffres, et ne désigne personne par lui-même"
REFAIT = "se conclut des faits à chaque acte : part avec eux"
GARDES: Mapping[str, Mapping[str, str]] = {
    "candidats.Candidat": {"sexe": STATISTIQUE},
    "candidats.HistoricalCandidat": {"sexe": STATISTIQUE},
    "candidats.Inscription": dict.fromkeys(
        ("portee", "voie", "initiative_sans_accord", "origine", "entree_formation", "fin_formation"), STATISTIQUE
    ),
    "candidats.HistoricalInscription": dict.fromkeys(
        ("portee", "voie", "initiative_sans_accord", "origine", "entree_formation", "fin_formation"), STATISTIQUE
    ),
    "candidats.Projet": dict.fromkeys(("portee", "voie", "entreprise_nom", "entreprise_siret"), STATISTIQUE),
    "candidats.Entreprise": dict.fromkeys(
        ("adresse", "code_postal", "ville", "siret", "raison_sociale"),
        "une entreprise, que le répertoire Sirene publie, n’est plus liée à personne une fois l’état civil effacé",
    ),
    "candidats.Suivi": dict.fromkeys(("explication", "obstacle", "precision"), REFAIT),
    "candidats.PieceManquante": {"explication": REFAIT},
    "candidats.EcheanceDossier": {"explication": REFAIT},
    "jurys.Presentation": dict.fromkeys(("decision", "voix_pour", "voix_contre"), DECISION),
    "jurys.DecisionBloc": dict.fromkeys(("decision", "voix_pour", "voix_contre"), DECISION),
    "jurys.ValidationCompetence": {"acquise": DECISION},
    "jurys.LigneRectification": dict.fromkeys(("decision", "acquises"), DECISION),
    "jurys.DossierGTP": {"reponse": DECISION},
    "jurys.DemandeDesignation": {"organisation": "l’organisation sollicitée, non la personne désignée"},
    "jurys.MembreJury": dict.fromkeys(
        ("college", "organisation", "travail_temporaire", "salarie_branche"),
        "dit que le jury était paritaire ; plus personne n’y est nommé",
    ),
    "jurys.PersonneJury": dict.fromkeys(
        ("college", "organisation", "travail_temporaire", "salarie_branche"), "plus personne n’y est nommé"
    ),
    "portail.Chiffre": dict.fromkeys(("nombre", "reussites", "attendues"), "jamais de quelques personnes (0380)"),
    "portail.RapportAnnuel": dict.fromkeys(("motif", "document"), "des comptes, jamais de quelques personnes"),
    "centre.DelegationSignature": dict.fromkeys(
        ("nom", "qualite"), "le temps des certificats : à reprendre à la main, sur la page des réglages"
    ),
}
"""What says something of a person, and stays: by model, the field and why."""
PARTENT_AVEC = {
    "candidats.LigneLivret": "candidats.Livret",
    "candidats.LienRapport": "candidats.RapportActivites",
    "evaluations.AvisActivite": "evaluations.AvisEntreprise",
    "evaluations.LienAvis": "evaluations.AvisEntreprise",
    "evaluations.PageNumerisee": "evaluations.Numerisation",
    "candidats.RapportClasseur": "candidats.ImportClasseur",
    "commun.ContenuFichier": "commun.Fichier",
}
"""Deleted by the base with the row that bears them."""


def gestes_de(cible: str) -> tuple[Geste, ...]:
    return (*GESTES.get(cible, ()), *(gestes_des_organismes() if cible == "organismes" else ()))


@cache
def gestes_des_organismes() -> tuple[Geste, ...]:
    """Every table of an organisation's own file, by the way that leads to it."""
    modeles = sorted({c.modele for c in lire_registre().champs if c.regle.code == "HABILITATION"})
    voies = ((modele, _voie(modele_nomme(modele))) for modele in modeles)
    contacts = _part("habilitations.ContactOrganisme", "organisme")
    return (*(Geste(modele, voie) for modele, voie in voies if voie and _personnels(modele)), contacts)


def _voie(modele: type[Model], vus: tuple[type[Model], ...] = ()) -> str:
    """The foreign keys that lead from a model to an organisation; empty when none does."""
    if modele is OrganismeFormation:
        return "pk"
    suites = []
    for champ in modele._meta.concrete_fields:
        autre = champ.related_model
        if isinstance(autre, type) and autre not in vus and autre._meta.app_label == "habilitations":
            suite = _voie(autre, (*vus, modele))
            if suite:
                suites.append(champ.name if suite == "pk" else f"{champ.name}__{suite}")
    return min(suites, key=len, default="")


def _personnels(modele: str) -> list[str]:
    """The fields that say something of somebody, but for who acted: that is their account's."""
    gardes = GARDES.get(modele, {})
    return [
        champ.nom
        for champ in lire_registre().champs
        if champ.modele == modele
        and champ.categorie not in (Categorie.GESTION, Categorie.ACTEUR)
        and champ.nom not in gardes
    ]


def champs_vides(geste: Geste) -> Iterator[Field]:
    """The fields that a geste empties."""
    modele = modele_nomme(geste.modele)
    for nom in geste.champs or _personnels(geste.modele):
        yield cast(Field, modele._meta.get_field(nom))


def porte_des_octets(champ: Field) -> bool:
    return isinstance(champ, ForeignKey) and champ.related_model in (Fichier, DocumentRendu)

"""Nothing typed is lost, nothing recorded is overwritten unseen: a walk of every form, and its negative controls.

Every form is read, and every stale one sent; the session of a drawn few is lost, of each with PARCOURS_ENTIERS=1
(`dev.py epreuves parcours`).
"""

import random

import pytest

from certif_portal.commun import cadre, gardes
from certif_portal.commun.formulaires import Versionne
from jurys.services import suivi
from tests.architecture.droits import ANONYME, TUTEUR, Monde
from tests.architecture.monde import creer_monde
from tests.architecture.saisies import Formulaire, formulaires, verdict_deux_onglets, verdict_session_perdue
from tests.environnement import PARCOURS_ENTIERS

pytestmark = pytest.mark.django_db

ACTE = "un acte, dont le jour ou la personne est proposé : il n’édite rien d’enregistré"
CREATION = "crée : ce qui est proposé n’est pas encore enregistré"
SANS_VERSION = {
    **dict.fromkeys(
        (
            "amenagement_liste",
            "audit_declencher",
            "avis_renvoyer_lien",
            "avis_repondre",
            "avis_passer",
            "delegation_organisation_finir",
            "page_attribuer",
            "certification_declarer",
            "commission_creneaux",
            "courriel_renvoyer",
            "demandegtp_adresser",
            "dossierhabilitation_recevoir",
            "habilitation_suspendre",
            "identite_controler",
            "identite_verifier",
            "inscription_abandonner",
            "commentaire_relire",
            "jury_commentaires",
            "jury_convoquer",
            "cprefp_envoyer",
            "designation_retirer",
            "jury_designations",
            "jury_lettres_envoyer",
            "jury_ouvrir",
            "jury_remettre",
            "lotnational_remettre",
            "actioncorrective_mener",
            "actioncorrective_transmettre",
            "dossiergtp_accuser",
            "dossiergtp_repondre",
            "dossiergtp_transmettre",
            "livret2_deposer",
            "livret_renvoyer",
            "suspension_lever",
        ),
        ACTE,
    ),
    **dict.fromkeys(
        (
            "calendrier_arreter",
            "campagneaudit_creer",
            "classeur_colonnes",
            "commission_creer",
            "inscription_suivante",
            "delegation_creer",
            "evaluateur_inviter",
            "delegation_organisation_liste",
            "jury_creer",
            "lotnational_creer",
            "jury_membre_ajouter",
            "rectification_decision",
            "usage_forfait_creer",
        ),
        CREATION,
    ),
    "preferences_modifier": "les choix d’une personne pour elle seule : les derniers envoyés valent",
    "lecture_detail": "compare déjà la relecture entière, sous verrou, à celle qu’elle a montrée",
    "grille_competence": "compare déjà la version de l’appréciation, sous verrou",
}
FORMULAIRES, VERSIONS, FICHIERS = 140, 29, 20  # a walk that sees fewer sees nothing
PERDUES, GRAINE = 8, 9
"""Forms whose session is lost, where every one is not asked for."""


def monde_entier() -> Monde:
    """The world, with what is kept of its registrations: what a rolled back request remakes is lost with it."""
    monde = creer_monde()
    suivi.refaire_tout()
    return monde


def sessions(tous: list[Formulaire]) -> list[Formulaire]:
    """Every form that a visitor fills, who has no session but a page; of the others, a draw."""
    publics = [form for form in tous if form.role in (ANONYME, TUTEUR)]
    autres = [form for form in tous if form not in publics]
    alea = random.Random(GRAINE)  # noqa: S311 - a draw, no secret
    return [*publics, *(autres if PARCOURS_ENTIERS else alea.sample(autres, PERDUES))]


@pytest.mark.timeout(900)
def test_chaque_formulaire_a_deux_onglets_et_a_session_perdue(monde):
    """X on each form: a stale one is refused side by side; what was typed comes back after a login, to its author."""
    tous = formulaires(monde)
    assert len(tous) >= FORMULAIRES
    assert sum(form.version is not None for form in tous) >= VERSIONS
    assert sum(bool(form.fichiers) for form in tous) >= FICHIERS
    assert sorted({f.nom for f in tous if f.remplis and f.version is None} - set(SANS_VERSION)) == []
    assert [verdict for form in tous if (verdict := verdict_deux_onglets(monde, form))] == []
    assert [verdict for form in sessions(tous) if (verdict := verdict_session_perdue(monde, form))] == []


def test_un_formulaire_qui_oublie_sa_version_est_vu(monde, monkeypatch):
    """Negative control: the fiche of an OF, without the mechanism."""
    monkeypatch.setattr(Versionne, "suivre", lambda self, objet: None)
    [form] = formulaires(monde, "organismeformation_modifier")
    assert (form.version, "nom" in form.remplis) == (None, True)


def test_une_version_que_personne_ne_compare_est_vue(monde, monkeypatch):
    """Negative control: the frame compares nothing."""
    [form] = formulaires(monde, "organismeformation_modifier")
    assert verdict_deux_onglets(monde, form) == ""
    monkeypatch.setattr(cadre, "confronter", lambda form, exigee: None)
    assert "un formulaire périmé est reçu" in verdict_deux_onglets(monde, form)


def test_une_saisie_que_personne_ne_garde_est_vue(monde, monkeypatch):
    """Negative control: the frame gives nothing back."""
    [form] = formulaires(monde, "organismeformation_modifier")
    assert verdict_session_perdue(monde, form) == ""
    monkeypatch.setattr(gardes, "_rendre", lambda *_: None)
    assert "rien ne dit que la saisie est rendue" in verdict_session_perdue(monde, form)


HORS_DE_L_ATELIER = {
    "candidature_deposer": "sans lien ni compte : la page d’un appareil partagé ne montre rien à la personne suivante",
    "demande_deposer": "la même chose",
    "etat_civil_confirmer": "un candidat, pas un tuteur ; son lien rend ce que le centre sait déjà",
    "certificat_verifier": "un numéro et un code, tapés d’un papier",
}
"""Forms in which an evaluator, a juror or a tutor types, and that the browser does not keep."""


def test_le_navigateur_garde_ce_qu_ecrivent_evaluateurs_jures_et_tuteurs(monde):
    tous = formulaires(monde, ordre=("evaluateur", "president", "jure", TUTEUR))
    ecrits = {form.nom for form in tous if form.textes}
    assert {"independance_seance", "avis_repondre", "invitation_repondre", "jury_conformite"} <= ecrits
    assert sorted({form.nom for form in tous if form.textes and not form.retenu} - set(HORS_DE_L_ATELIER)) == []

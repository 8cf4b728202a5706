"""A file leaves with its proof, is acknowledged, is answered."""

from datetime import date, timedelta

import pytest
from django.core import mail

from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.envoi import envoyer
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel, Fichier
from certif_portal.commun.rapports import Retour
from certif_portal.commun.retours import noter_retour
from jurys.choix_gtp import CanalGTP, ReponseGTP
from jurys.echeances import echeances
from jurys.models import DossierGTP
from jurys.regles.gtp import COURRIEL_MAXIMUM
from jurys.services.piece import remplacer_scan
from jurys.services.transmission import (
    accuser_reception,
    constater_envoi,
    constater_retour,
    envois_en_cours,
    envois_revenus,
    envoyer_par_courriel,
    noter_reponse,
    renoncer_au_courriel,
    transmettre_dossier,
)
from jurys.tasks import constater_envois_gtp
from tests.jurys.factories import dossier_pret, jury_edite
from tests.jurys.gtp import (
    DEPART,
    A,
    depot,
    dossier_prepare,
    dossier_pret_a_partir,
    dossier_transmis,
    signer_les_pieces,
)
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)
LENDEMAIN = A + timedelta(days=1)


@pytest.fixture
def jury(agent, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    signer_les_pieces(jury, par=agent)
    return jury


def relu(dossier) -> DossierGTP:
    return DossierGTP.objects.select_related("jury", "courriel").get(pk=dossier.pk)


def test_rien_n_est_transmis_en_tapant_une_date(jury, agent):
    """GTP-TRANSMISSION-PROUVEE"""
    quoi = {"canal": CanalGTP.COURRIER, "le": DEPART, "par": agent, "a": A}
    with pytest.raises(TransitionInterdite):
        transmettre_dossier(dossier=dossier_prepare(jury, par=agent), preuve=depot(), **quoi)
    jury.dossiers_gtp.update(etat="abandonne")
    dossier = dossier_pret_a_partir(jury, par=agent)
    with pytest.raises(RegleNonRespectee, match="GTP-TRANSMISSION-PROUVEE"):
        transmettre_dossier(dossier=dossier, preuve=None, **quoi)
    with pytest.raises(RegleNonRespectee, match="GTP-TRANSMISSION-PROUVEE"):
        transmettre_dossier(dossier=dossier, preuve=depot(), **quoi | {"canal": CanalGTP.PORTAIL})
    with pytest.raises(ErreurMetier, match="pas encore venue"):
        transmettre_dossier(dossier=dossier, preuve=depot(), **quoi | {"le": DEPART + timedelta(days=1)})
    with pytest.raises(ErreurMetier, match="n’a pas pu partir avant"):
        transmettre_dossier(dossier=dossier, preuve=depot(), **quoi | {"le": DEPART - timedelta(days=1)})
    jury.refresh_from_db()
    assert (relu(dossier).etat, jury.transmis_gtp_le) == ("pret", None)
    transmettre_dossier(dossier=dossier, preuve=depot(), **quoi)
    dossier, _ = relu(dossier), jury.refresh_from_db()
    assert (dossier.etat, dossier.transmis_le, dossier.transmis_par, dossier.canal) == (
        "transmis",
        DEPART,
        agent,
        "courrier",
    )
    assert jury.transmis_gtp_le == DEPART


@pytest.mark.parametrize(("le", "dit"), [(date(2027, 2, 8), False), (date(2027, 2, 9), True)])
def test_le_retard_commence_le_lendemain_des_deux_mois(jury, agent, le, dit):
    """TRANSMISSION-GTP"""
    dossier, a = dossier_pret_a_partir(jury, par=agent), A.replace(year=le.year, month=le.month, day=le.day)
    transmettre_dossier(dossier=dossier, canal=CanalGTP.MAIN, le=le, preuve=depot(), par=agent, a=a)
    assert ("après la limite du 8\u00a0février\u00a02027" in journal_de(jury)[0].phrase) is dit


def test_le_complement_ne_change_pas_le_jour_du_premier_envoi(jury, agent):
    dossier_transmis(jury, par=agent)
    second = dossier_pret_a_partir(jury, par=agent)
    lendemain = LENDEMAIN.date()
    transmettre_dossier(dossier=second, canal=CanalGTP.PLATEFORME, le=lendemain, preuve=depot(), par=agent, a=LENDEMAIN)
    jury.refresh_from_db()
    assert (jury.transmis_gtp_le, relu(second).transmis_le) == (DEPART, lendemain)


def test_par_courriel_le_dossier_est_transmis_quand_le_courriel_est_parti(jury, agent):
    dossier = dossier_pret_a_partir(jury, par=agent)
    envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    dossier = relu(dossier)
    assert (dossier.etat, dossier.transmis_le, envois_en_cours()) == ("envoi", None, [])
    assert constater_envoi(dossier.pk, a=A) is False
    assert envoyer(dossier.courriel_id, a=LENDEMAIN) is True
    [message] = mail.outbox
    [(nom, octets, type_mime)] = message.attachments
    assert (message.to, nom, octets, type_mime) == (
        ["gtp@exemple.fr"],
        f"dossier-gtp-{jury.numero}-1.zip",
        octets_de(dossier.archive),
        "application/zip",
    )
    assert envois_en_cours() == [dossier.pk]
    assert (constater_envoi(dossier.pk, a=LENDEMAIN), constater_envoi(dossier.pk, a=LENDEMAIN)) == (True, False)
    dossier, _ = relu(dossier), jury.refresh_from_db()
    assert (dossier.etat, dossier.transmis_le, jury.transmis_gtp_le) == ("transmis", LENDEMAIN.date(), LENDEMAIN.date())


def test_un_courriel_qui_ne_part_pas_rend_le_dossier(jury, agent):
    dossier = dossier_pret_a_partir(jury, par=agent)
    envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    with pytest.raises(ErreurMetier, match="n’est pas en échec"):
        renoncer_au_courriel(dossier=dossier, par=agent, a=A)
    courriel = relu(dossier).courriel
    Courriel.objects.filter(pk=courriel.pk).update(etat=EtatCourriel.ECHEC)
    renoncer_au_courriel(dossier=dossier, par=agent, a=A)
    dossier = relu(dossier)
    assert (dossier.etat, dossier.courriel, dossier.canal, dossier.transmis_par) == ("pret", None, "", None)
    courriel.refresh_from_db()
    assert courriel.etat == EtatCourriel.REMPLACE
    assert "le courriel n’est pas arrivé" in journal_de(jury)[0].phrase


def revenir(dossier, adresse="gtp@exemple.fr") -> bool:
    return noter_retour(Retour(adresse, "5.1.1", "no such user", dossier.courriel.message_id), a=LENDEMAIN)


def test_un_courriel_qui_revient_n_a_rien_transmis(jury, agent):
    """TRANSMISSION-GTP: the delay runs again until the mail, sent anew, really arrives."""
    dossier = dossier_pret_a_partir(jury, par=agent)
    envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    envoyer(relu(dossier).courriel_id, a=A)
    assert (constater_envoi(dossier.pk, a=A), constater_retour(dossier.pk, a=A), envois_revenus()) == (True, False, [])
    revenir(relu(dossier))
    assert envois_revenus() == [dossier.pk]
    assert constater_envois_gtp() == 1
    dossier, _ = relu(dossier), jury.refresh_from_db()
    assert (dossier.etat, dossier.transmis_le, jury.transmis_gtp_le, envois_revenus()) == ("envoi", None, None, [])
    assert any("est revenu, il n’est pas transmis" in entree.phrase for entree in journal_de(jury))
    assert constater_envoi(dossier.pk, a=LENDEMAIN) is False  # it left, and came back
    assert "TRANSMISSION-GTP" in {e.regle.code for e in echeances(LENDEMAIN.date())}
    corrige = {"destinataire": "secretariat@exemple.fr", "etat": EtatCourriel.A_ENVOYER}
    Courriel.objects.filter(pk=dossier.courriel_id).update(**corrige)
    envoyer(dossier.courriel_id, a=LENDEMAIN)
    assert constater_envoi(dossier.pk, a=LENDEMAIN) is True
    jury.refresh_from_db()
    assert (relu(dossier).transmis_le, jury.transmis_gtp_le) == (LENDEMAIN.date(), LENDEMAIN.date())


def test_une_boite_morte_d_un_alias_laisse_le_dossier_transmis(jury, agent):
    """TRANSMISSION-GTP: the address itself has it, whether the report comes before or after the mail is noted; when the
    address gives it back too, it has not."""
    dossier = dossier_pret_a_partir(jury, par=agent)
    envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    envoyer(relu(dossier).courriel_id, a=A)
    assert revenir(relu(dossier), "parti@exemple.fr") is True
    assert (envois_en_cours(), constater_envoi(dossier.pk, a=LENDEMAIN)) == ([dossier.pk], True)
    assert (envois_revenus(), constater_retour(dossier.pk, a=LENDEMAIN)) == ([], False)
    jury.refresh_from_db()
    assert (relu(dossier).etat, relu(dossier).transmis_le, jury.transmis_gtp_le) == ("transmis", DEPART, DEPART)
    assert revenir(relu(dossier), "partie@exemple.fr") is False  # told once
    assert revenir(relu(dossier)) is True
    assert (envois_revenus(), constater_retour(dossier.pk, a=LENDEMAIN)) == ([dossier.pk], True)
    assert relu(dossier).etat == "envoi"


def test_un_dossier_parti_autrement_avec_sa_preuve_ne_doit_rien_a_un_courriel_manque(jury, agent):
    """GTP-TRANSMISSION-PROUVEE: its mail failed, then it was posted."""
    dossier = dossier_pret_a_partir(jury, par=agent)
    envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    envoyer(relu(dossier).courriel_id, a=A)
    revenir(relu(dossier))
    transmettre_dossier(dossier=dossier, canal=CanalGTP.COURRIER, le=DEPART, preuve=depot(), par=agent, a=A)
    assert (envois_revenus(), constater_retour(dossier.pk, a=LENDEMAIN)) == ([], False)
    jury.refresh_from_db()
    assert (relu(dossier).etat, relu(dossier).courriel.etat, jury.transmis_gtp_le) == ("transmis", "echec", DEPART)


def test_un_courriel_revenu_quand_un_autre_dossier_se_prepare(jury, agent):
    premier = dossier_pret_a_partir(jury, par=agent)
    envoyer_par_courriel(dossier=premier, destinataire="gtp@exemple.fr", par=agent, a=A)
    envoyer(relu(premier).courriel_id, a=A)
    constater_envoi(premier.pk, a=A)
    dossier_prepare(jury, par=agent)
    revenir(relu(premier))
    assert constater_retour(premier.pk, a=LENDEMAIN) is True
    premier, _ = relu(premier), jury.refresh_from_db()
    assert (premier.etat, premier.courriel.etat, jury.transmis_gtp_le) == ("abandonne", EtatCourriel.REMPLACE, None)
    assert f"le dossier {jury.numero}/2 est en préparation" in premier.abandon_motif


def test_une_archive_trop_grande_ne_part_pas_par_courriel(jury, agent):
    dossier = dossier_pret_a_partir(jury, par=agent)
    fichiers = Fichier.objects.filter(pk=dossier.archive_id)
    with desceller():
        fichiers.update(taille=COURRIEL_MAXIMUM + 1)
    with pytest.raises(ErreurMetier, match=r"dépasse 15 Mo"):
        envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    with desceller():
        fichiers.update(taille=COURRIEL_MAXIMUM)
    assert envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A).etat == "envoi"


def test_une_piece_changee_depuis_la_composition_arrete_l_envoi(jury, agent):
    dossier = dossier_pret_a_partir(jury, par=agent)
    piece = jury.pieces.get(nature="pv")
    remplacer_scan(piece=piece, fichier=depot("bon.pdf", b"%PDF-bon"), motif="Mauvais.", par=agent, a=A)
    with pytest.raises(ErreurMetier, match="composez-le de nouveau"):
        envoyer_par_courriel(dossier=dossier, destinataire="gtp@exemple.fr", par=agent, a=A)
    with pytest.raises(ErreurMetier, match="composez-le de nouveau"):
        transmettre_dossier(dossier=dossier, canal=CanalGTP.MAIN, le=DEPART, preuve=depot(), par=agent, a=A)


def test_l_accuse_puis_la_reponse(jury, agent):
    dossier = dossier_transmis(jury, par=agent)
    with pytest.raises(ErreurMetier, match="n’a pas pu répondre avant"):
        accuser_reception(dossier=dossier, le=DEPART - timedelta(days=1), preuve=depot(), par=agent, a=A)
    with pytest.raises(ErreurMetier, match="pas encore venue"):
        accuser_reception(dossier=dossier, le=LENDEMAIN.date(), preuve=depot(), par=agent, a=A)
    accuser_reception(dossier=dossier, le=DEPART, preuve=depot(), par=agent, a=A)
    assert (relu(dossier).etat, relu(dossier).accuse_le) == ("recu", DEPART)
    with pytest.raises(ErreurMetier, match="Déposez la réponse"):
        noter_reponse(dossier=dossier, reponse=ReponseGTP.SANS_OBSERVATION, le=DEPART, par=agent, a=A)
    observe = {"dossier": dossier, "reponse": ReponseGTP.OBSERVATIONS, "le": DEPART, "preuve": depot(), "a": A}
    with pytest.raises(ErreurMetier, match="ce que le GTP observe"):
        noter_reponse(**observe, texte=" ", par=agent)
    noter_reponse(**observe, texte="L’émargement d’un membre manque.", par=agent)
    dossier = relu(dossier)
    assert (dossier.etat, dossier.reponse, dossier.reponse_texte) == (
        "repondu",
        "observations",
        "L’émargement d’un membre manque.",
    )
    assert journal_de(jury)[0].phrase.endswith("L’émargement d’un membre manque.")


def test_une_reponse_sans_observation_se_passe_d_accuse(jury, agent):
    dossier = dossier_transmis(jury, par=agent)
    noter_reponse(dossier=dossier, reponse=ReponseGTP.SANS_OBSERVATION, le=DEPART, preuve=depot(), par=agent, a=A)
    assert (relu(dossier).etat, relu(dossier).reponse) == ("repondu", "sans")

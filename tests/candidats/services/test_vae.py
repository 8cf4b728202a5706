"""The phases of a VAE, in their order: received, accueil, instruction, decision, livret 2."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candidats.choix import DecisionRecevabilite, EtatInscription, Voie
from candidats.donnees import FichierRecu
from candidats.models import Inscription, RecevabiliteVAE
from candidats.queries.vae import demandes_semblables
from candidats.regles.vae import accueil_manque
from candidats.services.vae import decider_recevabilite, deposer_livret2, instruire_vae
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.models import Courriel, Fichier
from tests.candidats.factories import InscriptionFactory, image_png

pytestmark = pytest.mark.django_db


@pytest.fixture
def recue(organisme, referentiel, jour) -> RecevabiliteVAE:
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, vae=True)
    return RecevabiliteVAE.objects.create(inscription=inscription, recue_le=jour)


@pytest.fixture
def accueillie(recue, jour) -> RecevabiliteVAE:
    recue.accueil_le = jour
    recue.save()
    return recue


@pytest.fixture
def de_branche(organisme, referentiel, jour) -> RecevabiliteVAE:
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, vae=True, voie=Voie.VAE_BRANCHE)
    return RecevabiliteVAE.objects.create(inscription=inscription, recue_le=jour)


@pytest.fixture
def recu() -> FichierRecu:
    return FichierRecu("livret2.png", image_png(), "image/png")


def page(recevabilite, acte: str) -> str:
    return f"/inscriptions/{recevabilite.inscription_id}/{acte}/"


def decider(recevabilite, par, a, motif="", *, recevable=True) -> RecevabiliteVAE:
    return decider_recevabilite(recevabilite=recevabilite, recevable=recevable, motif=motif, par=par, a=a)


# ---------------------------------------------------------------- accueil and instruction


@pytest.mark.parametrize(
    ("voie", "le", "collectif", "manque"),
    [
        (Voie.VAE, None, False, True),
        (Voie.VAE, None, True, True),
        (Voie.VAE, date(2026, 1, 1), False, False),
        (Voie.VAE_BRANCHE, None, False, True),
        (Voie.VAE_BRANCHE, None, True, False),
    ],
)
def test_l_accueil_manque_sauf_collectif_en_vae_de_branche(voie, le, collectif, manque):
    """VAE-ACCUEIL"""
    assert accueil_manque(voie, le, collectif) is manque


def test_seule_une_vae_de_branche_collective_dispense_de_l_accueil(recue, de_branche, connecte, agent):
    """VAE-ACCUEIL"""
    client, saisie = connecte(agent), {"accueil_collectif": "on", "accueil_le": "", "accompagnement": ""}
    assert "VAE-ACCUEIL" in client.post(page(recue, "vae"), saisie).content.decode()
    assert client.post(page(de_branche, "vae"), saisie).status_code == 302
    for dossier in (recue, de_branche):
        dossier.refresh_from_db()
    assert (recue.accueil_collectif, de_branche.accueil_collectif) == (False, True)


def test_l_instruction_garde_le_cerfa_l_accueil_et_un_accompagnement_facultatif(recue, connecte, agent, jour):
    client = connecte(agent)
    fichier = SimpleUploadedFile("cerfa.png", image_png(), "image/png")
    saisie = {"accueil_le": jour.isoformat(), "accompagnement": "", "fichier": fichier}
    assert client.post(page(recue, "vae"), saisie).status_code == 302
    recue.refresh_from_db()
    assert (recue.accueil_le, recue.accompagnement, recue.fichier.nom) == (jour, "", "cerfa.png")
    client.post(page(recue, "vae"), {"accueil_le": jour.isoformat(), "accompagnement": "Cap VAE"})
    recue.refresh_from_db()
    assert (recue.accompagnement, recue.fichier.nom) == ("Cap VAE", "cerfa.png")
    assert client.get(page(recue, "vae/cerfa/fichier")).status_code == 200


def test_l_accueil_ne_se_note_pas_d_avance(recue, connecte, agent, jour):
    saisie = {"accueil_le": (jour + timedelta(days=1)).isoformat(), "accompagnement": ""}
    assert "une fois qu’il a eu lieu" in connecte(agent).post(page(recue, "vae"), saisie).content.decode()


# ---------------------------------------------------------------- decision


def test_pas_de_recevabilite_sans_accueil(recue, connecte, agent):
    """VAE-ACCUEIL: the page says what is missing, and the act is refused."""
    client = connecte(agent)
    assert "L’accueil du candidat n’est pas noté." in client.get(page(recue, "recevabilite")).content.decode()
    refus = client.post(page(recue, "recevabilite"), {"recevable": "oui", "motif": ""}).content.decode()
    assert "Notez d’abord l’accueil" in refus
    recue.refresh_from_db()
    assert recue.decision == DecisionRecevabilite.EN_COURS


def test_une_vae_de_branche_dit_l_experience_justifiee(de_branche, connecte, agent):
    """VAE-EXPERIENCE"""
    RecevabiliteVAE.objects.update(accueil_collectif=True)
    client = connecte(agent)
    assert "VAE-EXPERIENCE" in client.get(page(de_branche, "recevabilite")).content.decode()
    refus = client.post(page(de_branche, "recevabilite"), {"recevable": "oui", "motif": " "}).content.decode()
    assert "Dites quelle expérience" in refus
    saisie = {"recevable": "oui", "motif": "Sept ans de fraisage."}
    assert client.post(page(de_branche, "recevabilite"), saisie).status_code == 302
    de_branche.refresh_from_db()
    assert (de_branche.decision, de_branche.motif) == (DecisionRecevabilite.RECEVABLE, "Sept ans de fraisage.")


def test_une_vae_recevable_se_dit_au_candidat(accueillie, agent, instant, jour):
    decider(accueillie, agent, instant)
    accueillie.refresh_from_db()
    assert (accueillie.decision, accueillie.decidee_le) == (DecisionRecevabilite.RECEVABLE, jour)
    courriel = Courriel.objects.get()
    assert courriel.destinataire == accueillie.inscription.candidat.courriel
    assert "est déclaré recevable" in courriel.texte


def test_une_vae_non_recevable_clot_l_inscription_avec_un_motif(recue, agent, instant):
    with pytest.raises(ErreurMetier, match="motif"):
        decider(recue, agent, instant, " ", recevable=False)
    decider(recue, agent, instant, "Expérience sans rapport.", recevable=False)
    inscription = Inscription.objects.get(pk=recue.inscription_id)
    assert inscription.etat == EtatInscription.ABANDONNEE
    assert inscription.motif_abandon.endswith("Expérience sans rapport.")
    assert "Expérience sans rapport." in Courriel.objects.get().texte


def test_une_recevabilite_se_decide_une_fois(accueillie, agent, instant):
    decider(accueillie, agent, instant)
    with pytest.raises(TransitionInterdite):
        decider(accueillie, agent, instant, "Non.", recevable=False)


# ---------------------------------------------------------------- livret 2


def test_le_livret_2_suit_la_recevabilite(accueillie, agent, instant, jour, recu):
    """VAE-LIVRET-2"""
    depot = {"recevabilite": accueillie, "fichier": recu, "par": agent, "a": instant}
    with pytest.raises(RegleNonRespectee, match="VAE-LIVRET-2"):
        deposer_livret2(le=jour, **depot)
    decider(accueillie, agent, instant)
    for faux in (jour - timedelta(days=1), jour + timedelta(days=1)):
        with pytest.raises(ErreurMetier, match="entre la recevabilité"):
            deposer_livret2(le=faux, **depot)
    assert deposer_livret2(le=jour, **depot).livret2.nom == "livret2.png"
    RecevabiliteVAE.objects.update(decision=DecisionRecevabilite.NON_RECEVABLE)
    with pytest.raises(RegleNonRespectee, match="VAE-LIVRET-2"):
        deposer_livret2(le=jour, **depot)


def test_l_organisme_depose_le_livret_2_de_son_candidat_et_lui_seul(
    accueillie, agent, instant, jour, connecte, membre_of, membre_autre_of
):
    decider(accueillie, agent, instant)
    for personne, statut in ((membre_autre_of, 404), (membre_of, 302)):
        fichier = SimpleUploadedFile("livret2.png", image_png(), "image/png")
        saisie = {"le": jour.isoformat(), "fichier": fichier}
        assert connecte(personne).post(page(accueillie, "vae/livret-2"), saisie).status_code == statut
    accueillie.refresh_from_db()
    assert accueillie.livret2_le == jour


# ---------------------------------------------------------------- several requests


def test_deux_demandes_dans_l_annee_se_comptent_par_personne(recue, organisme, referentiel, jour):
    """VAE-DEMANDES"""
    candidat = recue.inscription.candidat
    candidat.pk, candidat.nom_naissance = None, candidat.nom_naissance.upper()
    candidat.save()
    autre = InscriptionFactory(organisme=organisme, referentiel=referentiel, vae=True, candidat=candidat)
    RecevabiliteVAE.objects.create(inscription=autre, recue_le=jour)
    assert (demandes_semblables(autre, jour.year), demandes_semblables(autre, jour.year + 1)) == (2, 0)


def test_une_deuxieme_demande_est_signalee_a_qui_decide(connecte, agent, recue, organisme, referentiel, jour):
    """VAE-DEMANDES: an alert beyond the centre's number, never a refusal."""
    adresse = page(recue, "recevabilite")
    assert "VAE-DEMANDES" not in connecte(agent).get(adresse).content.decode()
    autre = InscriptionFactory(
        organisme=organisme, referentiel=referentiel, vae=True, candidat=recue.inscription.candidat
    )
    RecevabiliteVAE.objects.create(inscription=autre, recue_le=jour)
    assert "VAE-DEMANDES" in connecte(agent).get(adresse).content.decode()
    parametres()
    ParametresCentre.objects.update(vae_demandes_an=2)
    assert "VAE-DEMANDES" not in connecte(agent).get(adresse).content.decode()


def test_un_second_fichier_remplace_le_premier(accueillie, agent, instant, jour, recu):
    options = {"accueil_le": jour, "accueil_collectif": False, "accompagnement": "", "par": agent, "a": instant}
    for _ in range(2):
        instruire_vae(recevabilite=accueillie, fichier=recu, **options)
    assert Fichier.objects.filter(nom=recu.nom).count() == 1
    decider(accueillie, agent, instant)
    for _ in range(2):
        deposer_livret2(recevabilite=accueillie, le=jour, fichier=recu, par=agent, a=instant)
    assert Fichier.objects.filter(nom=recu.nom).count() == 2, "le dossier et le livret 2"

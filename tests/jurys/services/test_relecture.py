"""Comments are re-read by the centre before the jury reads them."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from candidats.models import Candidat, Livret, RecevabiliteVAE
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de, journaliser
from evaluations.models import AvisEntreprise
from evaluations.queries.competence import competences_attendues
from jurys.choix import EtatJury
from jurys.models import RelectureCommentaire
from jurys.queries.relecture import commentaires_de, lire_relecture
from jurys.queries.synthese import commentaires_a_lire, lire_synthese
from jurys.services import suivi
from jurys.services.deliberation import ouvrir_deliberation
from jurys.services.presentation import detacher, passer_outre
from jurys.services.relecture import relire_commentaire
from tests.candidats.factories import CandidatFactory, EntrepriseFactory
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.factories import AVANT, CE_JOUR, JOUR_JURY, creer_jury_compose, dossier_pret, ouvrir, presenter

pytestmark = pytest.mark.django_db
AVIS = "Vu avec Kevin au PMU ; sérieux."


@pytest.fixture
def prepare(agent, referentiel):
    """One comment where nobody is named, one opinion where somebody unknown is."""
    jury = creer_jury_compose(numero="2026-4")
    inscription = dossier_pret(referentiel=referentiel, non_maitrisees=(3,), avis=AVIS)
    [presentation] = presenter(jury, inscription, par=agent)
    return jury, presentation


def entourer(agent, referentiel, commentaires):
    """Two files around which everybody is named somewhere: livret, OF, VAE, another candidate."""
    jury = creer_jury_compose(numero="2026-4")
    organisme = creer_organisme_habilite()
    organisme.contacts.create(nom="Rozenn Morvan", courriel="contact@estuairien.example")
    commun = {"referentiel": referentiel, "non_maitrisees": (3,)}
    inscription = dossier_pret(**commun, organisme=organisme, commentaire=commentaires[0])
    Livret.objects.filter(inscription=inscription).update(accord_nom="Maëlle Trividic")
    competence = competences_attendues([inscription])[inscription.pk][0].competence
    inscription.livret.lignes.create(competence=competence, tuteur="Yvon Kermadec")
    candidat = CandidatFactory(nom_naissance="Quéméner", prenom="Alan", autres_prenoms="Tugdual")
    vae = dossier_pret(**commun, vae=True, organisme=None, candidat=candidat, commentaire=commentaires[1])
    RecevabiliteVAE.objects.filter(inscription=vae).update(accompagnement="Corentin Salaün, Cap Avenir")
    return presenter(jury, inscription, vae, par=agent)


SANS_NOM = "Travaille en binôme sur la gamme."


@pytest.mark.parametrize(
    ("rang", "ecrit", "attendu"),
    [
        (0, "Kermadec confirme, vu avec kermadec.", "[…] confirme, vu avec […]."),
        (0, "Repris par Mme TRIVIDIC le soir.", "Repris par Mme […] le soir."),
        (0, "Vu avec morvan, écrire à estuairien.", "Vu avec […], écrire à […]."),
        (0, "Travaille en binôme avec Tugdual.", "Travaille en binôme avec […]."),
        (1, "Aidé par Salaün chez Cap Avenir.", "Aidé par […] chez […] […]."),
        (1, SANS_NOM, SANS_NOM),
    ],
)
def test_qui_est_nomme_autour_d_un_dossier_est_masque_de_lui_meme(agent, referentiel, rang, ecrit, attendu):
    """JURY-ANONYMAT: the livret's tutor and agreement, the OF's contacts, who helps in VAE, another candidate's other
    first names; masked for sure, whatever the centre chooses besides."""
    commentaires = [ecrit if numero == rang else SANS_NOM for numero in (0, 1)]
    presentations = entourer(agent, referentiel, commentaires)
    lus = {lu.presentation: lu for lu in commentaires_a_lire(presentations, JOUR_JURY)}
    montre, muet = lus[presentations[rang].pk], lus[presentations[1 - rang].pk]
    assert (montre.masque.texte, montre.doutes, montre.a_relire) == (attendu, [], ecrit != attendu)
    assert (muet.masque.texte, muet.a_relire) == (SANS_NOM, False)


def test_les_commentaires_se_lisent_en_autant_de_requetes(agent, referentiel, django_assert_num_queries):
    presentations = entourer(agent, referentiel, [SANS_NOM, SANS_NOM])
    for lues in (presentations[:1], presentations):
        with django_assert_num_queries(16):
            assert len(commentaires_a_lire(lues, JOUR_JURY)) == len(lues)


def test_relire_un_commentaire_ne_refait_rien_des_dossiers(prepare, agent, monkeypatch):
    """Three hundred re-readings of three hundred files would mark each file three hundred times."""
    _, presentation = prepare
    monkeypatch.setattr(suivi, "SEUIL", 0)
    relire_commentaire(presentation=presentation, source="avis", masques=[], par=agent, a=AVANT)
    assert suivi.en_attente() == 0
    detacher(presentation=presentation, motif="Absente.", par=agent, a=AVANT)  # an act that does
    assert suivi.en_attente() == 1


def test_ce_qui_est_signale_suit_ce_qui_est_ecrit_et_ce_qui_se_fait(prepare, agent):
    """Kept between two pages: never what a comment corrected since, an act or a re-reading has changed."""
    jury, presentation = prepare

    def compte():
        lue = lire_relecture(jury)
        return len(lue.a_relire), len(lue.relus), lue.libres

    assert (compte(), compte()) == ((1, 0, 1), (1, 0, 1))
    relire_commentaire(presentation=presentation, source="avis", masques=[], par=agent, a=AVANT)
    assert compte() == (0, 1, 1)
    AvisEntreprise.objects.update(commentaire="Vu avec Mireille.")  # no act says it
    assert compte() == (1, 0, 1)
    assert [lu.source for lu in commentaires_de(jury, lire_relecture(jury).a_relire)] == ["avis"]
    AvisEntreprise.objects.update(commentaire="Plus rapide que guivarzh.")
    assert compte() == (0, 0, 2)
    nommer(presentation.inscription, "Guivarzh", agent)  # what is known around the file: an act says it
    assert compte() == (1, 0, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_un_acte_commence_avant_un_autre_et_fini_apres_lui_se_voit(prepare, agent):
    """Its line comes in the journal under a number that was passed already."""
    jury, presentation = prepare
    ecrit, suite = Event(), Event()

    def nommer_sans_hate():
        with transaction.atomic():
            nommer(presentation.inscription, "Guivarzh", agent)
            ecrit.set()
            suite.wait(20)
        connection.close()

    AvisEntreprise.objects.update(commentaire="Plus rapide que guivarzh.")
    fil = Thread(target=nommer_sans_hate)
    fil.start()
    assert ecrit.wait(20)
    changer_d_adresse(agent)
    assert len(lire_relecture(jury).a_relire) == 0
    suite.set()
    fil.join()
    assert len(lire_relecture(jury).a_relire) == 1


def test_aucun_texte_ne_se_lit_tant_que_rien_n_a_change(prepare, django_assert_num_queries):
    jury, _ = prepare
    lire_relecture(jury)
    with CaptureQueriesContext(connection) as requetes, django_assert_num_queries(4):
        lire_relecture(jury)
    assert not [lue["sql"] for lue in requetes if '"commentaire"' in lue["sql"] and "MD5(" not in lue["sql"]]


@acte
def changer_d_adresse(personne):
    journaliser(personne, "adresse", "Adresse changée.", par=personne, a=AVANT)


@acte
def nommer(inscription, nom, par):
    Candidat.objects.filter(inscriptions=inscription).update(nom_naissance=nom)
    journaliser(inscription, "identite", "Nom corrigé.", par=par, a=AVANT)


def ouvre(jury, par):
    return ouvrir_deliberation(jury=jury, presents=list(jury.membres.values_list("pk", flat=True)), par=par, a=CE_JOUR)


def lu(presentation):
    presentation.refresh_from_db()
    return lire_synthese(presentation.synthese).avis.commentaire


def test_la_deliberation_attend_que_les_commentaires_soient_relus(prepare, agent):
    """JURY-COMMENTAIRES-RELUS"""
    jury, presentation = prepare
    assert [c.source for c in commentaires_a_lire([presentation], jury.date) if c.a_relire] == ["avis"]
    with pytest.raises(RegleNonRespectee, match=rf"{presentation.code}.*JURY-COMMENTAIRES-RELUS"):
        ouvre(jury, agent)
    relire_commentaire(presentation=presentation, source="avis", masques=["Kevin"], par=agent, a=AVANT)
    attendu = f"Commentaire relu ({presentation.code}, avis de l’entreprise) : 1 passage à masquer."
    assert journal_de(jury)[0].phrase == attendu
    ouvre(jury, agent)
    assert lu(presentation) == "Vu avec […] au PMU ; sérieux."
    assert RelectureCommentaire.objects.get().masques == []


def test_rien_a_masquer_est_une_reponse(prepare, agent):
    jury, presentation = prepare
    relire_commentaire(presentation=presentation, source="avis", masques=[], par=agent, a=AVANT)
    assert journal_de(jury)[0].phrase.endswith("laissé tel quel.")
    ouvre(jury, agent)
    assert lu(presentation) == AVIS


def test_un_commentaire_corrige_depuis_se_relit(prepare, agent):
    jury, presentation = prepare
    relire_commentaire(presentation=presentation, source="avis", masques=[], par=agent, a=AVANT)
    AvisEntreprise.objects.update(commentaire="Vu avec Kevin, puis Karine.")
    with pytest.raises(RegleNonRespectee, match="JURY-COMMENTAIRES-RELUS"):
        ouvre(jury, agent)
    relire_commentaire(presentation=presentation, source="avis", masques=["Kevin", "Karine"], par=agent, a=AVANT)
    ouvre(jury, agent)
    assert lu(presentation) == "Vu avec […], puis […]."


def test_un_mot_absent_une_source_inconnue_un_jury_ouvert_sont_refuses(prepare, agent):
    jury, presentation = prepare
    refuse = {"presentation": presentation, "par": agent, "a": AVANT}
    with pytest.raises(ErreurMetier, match="« kevin »"):
        relire_commentaire(**refuse, source="avis", masques=["kevin"])
    with pytest.raises(ErreurMetier, match="n’existe plus"):
        relire_commentaire(**refuse, source="absence", masques=[])
    ouvrir(jury, par=agent)
    jury.refresh_from_db()
    assert jury.etat == EtatJury.DELIBERATION
    with pytest.raises(ErreurMetier, match="En délibération"):
        relire_commentaire(**refuse, source="avis", masques=[])


def test_le_motif_d_un_passage_outre_est_masque_et_relu_comme_un_commentaire(agent, responsable, referentiel):
    """Free text shown to the jury: who is known is masked, who is not is flagged to whoever reads it again."""
    jury = creer_jury_compose(numero="2026-4")
    candidat = CandidatFactory(nom_naissance="Le Goff", prenom="Anna")
    entreprise = EntrepriseFactory(raison_sociale="Forges du Ponant")
    rouge = dossier_pret(referentiel=referentiel, candidat=candidat, entreprise=entreprise, tuteur_nom="Yann Guillou")
    rouge.livret.delete()
    rouge.refresh_from_db()
    motif = "Livret d’Anna LEGOFF perdu par M. Guillou (Forges du Ponant), vu avec Kevin en séance."
    passer_outre(jury=jury, inscription=rouge, motif=motif, par=responsable, a=AVANT)
    [presentation] = jury.presentations.all()
    [releve] = [c for c in commentaires_a_lire([presentation], jury.date) if c.source == "passage-outre"]
    assert releve.a_relire
    with pytest.raises(RegleNonRespectee, match="JURY-COMMENTAIRES-RELUS"):
        ouvre(jury, agent)
    relire_commentaire(presentation=presentation, source="passage-outre", masques=["Kevin"], par=agent, a=AVANT)
    ouvre(jury, agent)
    presentation.refresh_from_db()
    montre = lire_synthese(presentation.synthese).passage_outre
    assert montre.startswith("Livret d’")
    assert [mot for mot in ("Anna", "LEGOFF", "Guillou", "Forges", "Ponant", "Kevin") if mot in montre] == []
    assert "en séance" in montre

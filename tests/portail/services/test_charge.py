"""Taking, giving, freeing: who holds a row, what the journal says, what is refused."""

from datetime import UTC, date, datetime

import pytest

from candidats.choix import TRANSITIONS_INSCRIPTION, EtatInscription
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from certif_portal.portail.models import PriseEnCharge
from certif_portal.portail.queries.charge import qui_s_en_charge
from certif_portal.portail.queries.journal import journal_visible
from certif_portal.portail.services import charge
from certif_portal.portail.services.charge import confier, liberer, prendre_en_charge
from habilitations.models import MembreOrganisme
from tests.candidats.factories import InscriptionFactory, ProjetFactory
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import creer_membre
from tests.journal import journaliser
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
A, LE = datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 11, 20)


@pytest.fixture
def inscriptions(organisme):
    return InscriptionFactory.create_batch(3, deposee=True, organisme=organisme)


@pytest.fixture(autouse=True)
def roles(agent, responsable, membre_of, membre_autre_of):
    for personne in (agent, responsable, membre_of, membre_autre_of):
        personne.charger_roles(LE)


def phrases(objet) -> list[str]:
    return list(journal_de(objet).values_list("phrase", flat=True))


def test_on_prend_ce_qui_est_libre_et_le_journal_le_dit(inscriptions, agent, responsable):
    assert prendre_en_charge(objets=inscriptions[:1], par=responsable, a=A) == 1
    assert prendre_en_charge(objets=inscriptions, par=agent, a=A) == 2
    assert qui_s_en_charge(inscriptions, agent, LE) == {
        inscriptions[0].pk: responsable,
        inscriptions[1].pk: agent,
        inscriptions[2].pk: agent,
    }
    assert [phrases(inscription) for inscription in inscriptions] == [
        ["Hervé Quéméneur s’en occupe."],
        ["Claire Le Goff s’en occupe."],
        ["Claire Le Goff s’en occupe."],
    ]
    with pytest.raises(ErreurMetier, match="déjà à Claire Le Goff, Hervé Quéméneur"):
        prendre_en_charge(objets=inscriptions, par=agent, a=A)
    with pytest.raises(ErreurMetier, match="plus dans cette file"):
        prendre_en_charge(objets=[], par=agent, a=A)


def test_on_confie_a_un_collegue_meme_ce_qui_etait_a_un_autre(inscriptions, agent, responsable):
    prendre_en_charge(objets=inscriptions[:1], par=agent, a=A)
    assert confier(objets=inscriptions, a_qui=responsable, par=agent, a=A) == 3
    assert set(qui_s_en_charge(inscriptions, agent, LE).values()) == {responsable}
    assert phrases(inscriptions[0]) == ["Confié à Hervé Quéméneur.", "Claire Le Goff s’en occupe."]
    with pytest.raises(ErreurMetier, match="déjà à Hervé Quéméneur"):
        confier(objets=inscriptions, a_qui=responsable, par=agent, a=A)
    assert confier(objets=inscriptions[:1], a_qui=agent, par=agent, a=A) == 1
    assert phrases(inscriptions[0])[0] == "Claire Le Goff s’en occupe."


def test_on_ne_confie_qu_a_son_equipe(inscriptions, agent, membre_of, membre_autre_of):
    for par, a_qui in ((agent, membre_of), (membre_of, agent), (membre_of, membre_autre_of)):
        with pytest.raises(ErreurMetier, match="n’est pas de votre équipe"):
            confier(objets=inscriptions, a_qui=a_qui, par=par, a=A)
    assert PriseEnCharge.objects.count() == 0


def test_on_rend_a_l_equipe(inscriptions, agent, responsable):
    prendre_en_charge(objets=inscriptions[:2], par=agent, a=A)
    assert liberer(objets=inscriptions, par=responsable, a=A) == 2
    assert (PriseEnCharge.objects.count(), phrases(inscriptions[0])[0]) == (0, "N’est plus à Claire Le Goff.")
    with pytest.raises(ErreurMetier, match="rien de ce qui est coché"):
        liberer(objets=inscriptions, par=agent, a=A)


def test_chaque_cote_a_sa_repartition_et_l_organisme_ne_lit_pas_celle_du_centre(
    inscriptions, organisme, agent, membre_of
):
    collegue = creer_membre(organisme, prenom="Yann", nom="Riou")
    confier(objets=inscriptions[:1], a_qui=collegue, par=membre_of, a=A)
    prendre_en_charge(objets=inscriptions[:1], par=agent, a=A)
    pk = inscriptions[0].pk
    assert qui_s_en_charge(inscriptions, membre_of, LE) == {pk: collegue}
    assert qui_s_en_charge(inscriptions, agent, LE) == {pk: agent}
    lues = journal_visible(inscriptions[0], membre_of).values_list("phrase", flat=True)
    assert list(lues) == ["Confié à Yann Riou."]
    assert len(phrases(inscriptions[0])) == 2


def test_un_organisme_ne_lit_pas_qui_s_occupe_de_son_projet_au_centre(
    organisme, agent, membre_of, connecte, horloge_au
):
    horloge_au(LE)
    projet = ProjetFactory(organisme=organisme)
    prendre_en_charge(objets=[projet], par=agent, a=A)
    prendre_en_charge(objets=[projet], par=membre_of, a=A)
    dits = {
        personne: [acte.phrase for acte in connecte(personne).get(projet.get_absolute_url()).context["actes"]]
        for personne in (agent, membre_of)
    }
    assert dits[membre_of] == [f"{membre_of} s’en occupe."]
    assert sorted(dits[agent]) == sorted([f"{agent} s’en occupe.", f"{membre_of} s’en occupe."])


def test_qui_s_en_occupe_n_est_pas_qui_l_a_change(inscriptions, agent, responsable):
    """A refusal names the last act that changed the file."""
    journaliser(inscriptions[0], "depot", "Inscription déposée.", par=responsable, a=A)
    prendre_en_charge(objets=inscriptions[:1], par=agent, a=A)
    with pytest.raises(TransitionInterdite) as refus:
        verifier_transition(TRANSITIONS_INSCRIPTION, inscriptions[0], EtatInscription.DEPOSEE)
    assert "Dernier acte : Hervé Quéméneur" in str(refus.value)


def test_qui_est_parti_ne_tient_plus_rien(inscriptions, organisme, membre_of):
    """Another takes it, without having to be given it."""
    parti = creer_membre(organisme, prenom="Yann", nom="Riou")
    confier(objets=inscriptions[:1], a_qui=parti, par=membre_of, a=A)
    MembreOrganisme.objects.filter(utilisateur=parti).update(retire_le=A)
    assert qui_s_en_charge(inscriptions, membre_of, LE) == {}
    assert prendre_en_charge(objets=inscriptions[:1], par=membre_of, a=A) == 1
    assert qui_s_en_charge(inscriptions, membre_of, LE) == {inscriptions[0].pk: membre_of}
    assert PriseEnCharge.objects.count() == 1


def test_tout_ce_qui_attend_se_prend(agent):
    """A jury as well as a file; a row of a jury is no row of a file of the same key."""
    jury = JuryFactory()
    prendre_en_charge(objets=[jury], par=agent, a=A)
    assert qui_s_en_charge([jury], agent, LE) == {jury.pk: agent}
    assert phrases(jury) == ["Claire Le Goff s’en occupe."]
    assert qui_s_en_charge([], agent, LE) == {}


def test_de_deux_collegues_au_meme_instant_un_seul_a_la_ligne(inscriptions, agent, responsable):
    """Both read it free; the row of the first is there when the second writes its own."""
    prendre_en_charge(objets=inscriptions[:1], par=responsable, a=A)
    assert charge._prendre(inscriptions[:2], agent, A) == [inscriptions[1]]
    assert qui_s_en_charge(inscriptions, agent, LE) == {inscriptions[0].pk: responsable, inscriptions[1].pk: agent}


def test_un_agent_dont_le_role_a_pris_fin_n_est_plus_de_l_equipe(inscriptions, agent):
    partie = creer_personne(Role.AGENT, prenom="Eve", nom="Ménard")
    partie.attributions.update(debut=date(2026, 1, 1), fin=date(2026, 11, 1))
    with pytest.raises(ErreurMetier, match="n’est pas de votre équipe"):
        confier(objets=inscriptions, a_qui=partie, par=agent, a=A)


def test_un_membre_dont_le_role_a_pris_fin_n_est_plus_de_l_equipe(inscriptions, organisme, membre_of):
    partie = creer_membre(organisme, prenom="Eve", nom="Ménard")
    partie.attributions.update(debut=date(2026, 1, 1), fin=date(2026, 11, 19))
    with pytest.raises(ErreurMetier, match="n’est pas de votre équipe"):
        confier(objets=inscriptions, a_qui=partie, par=membre_of, a=A)
    partie.attributions.update(fin=LE)  # its last day is a day of work
    assert confier(objets=inscriptions, a_qui=partie, par=membre_of, a=A) == 3

"""The candidate is convened by mail or letter, with a copy to the OF and the tutor; a sitting that moves or falls says
so; a corrected name is convened again."""

from datetime import date, time, timedelta

import pypdfium2
import pytest
from django.urls import reverse

from candidats.choix import EffetAmenagement, NatureIncident
from candidats.models import Amenagement, Candidat, LigneLivret
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from evaluations.models import Passage
from evaluations.services.commission import annuler_commission, modifier_commission, noter_absence, retirer_passage
from evaluations.services.convocation import convoquer_candidats, editer_lettres
from referentiels.choix import NatureModalite
from referentiels.models import Modalite
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import AVANT, SEANCE, planifier

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    return planifier(inscription, evaluateur, autre_evaluateur, heure=time(9, 30))


def convoquer(passage, agent, **choix):
    return convoquer_candidats(commission=passage.commission, par=agent, a=AVANT, **choix)


def convocations():
    return Courriel.objects.filter(acte="candidat_convocation")


def test_le_candidat_est_convoque_une_fois(passage, agent, inscription):
    assert convoquer(passage, agent) == (1, [])
    courriel = convocations().get()
    assert courriel.destinataire == inscription.candidat.courriel
    texte = courriel.texte.replace("\xa0", " ")
    for dit in (str(inscription.candidat), "29 février 1996", "9 h 30", "Lanester", "pièce d’identité"):
        assert dit in texte
    assert journal_de(inscription).filter(acte="convocation_candidat").count() == 1
    passage.refresh_from_db()
    assert passage.convoque_le == AVANT
    with pytest.raises(ErreurMetier, match="déjà convoqué"):
        convoquer(passage, agent)
    agenda = octets_de(courriel.fichier).decode()
    assert "DTSTART:20261106T083000Z" in agenda
    assert courriel.fichier.type_mime == "text/calendar"


def test_la_convocation_dit_les_modalites_du_livret_et_ce_qu_il_faut_apporter(passage, agent, inscription):
    competences = list(passage.competences.order_by("version_bloc", "ordre"))
    observation, projet = (
        Modalite.objects.get_or_create(referentiel=inscription.referentiel, nature=nature)[0]
        for nature in (NatureModalite.OBSERVATION, NatureModalite.PROJET)
    )
    for rang, competence in enumerate(competences):
        ligne = LigneLivret.objects.create(livret=inscription.livret, competence=competence)
        ligne.modalites.set([projet] if rang == 3 else [observation])
    convoquer(passage, agent)
    texte = convocations().get().texte.replace("\xa0", " ")
    assert "- Observation en situation de travail (compétences 1 à 3)" in texte
    assert "- Présentation de projet (compétence 4)" in texte
    assert "- votre rapport d’activités et ce qui sert à le présenter" in texte


def test_les_amenagements_accordes_ne_sont_dits_qu_au_candidat(passage, agent, inscription):
    for effet, etat in ((EffetAmenagement.TEMPS_MAJORE, "accorde"), (EffetAmenagement.LECTEUR, "refuse")):
        Amenagement.objects.create(
            inscription=inscription, effet=effet, etat=etat, demande_le=SEANCE, decide_le=SEANCE, decide_par=agent
        )
    convoquer(passage, agent)
    texte = convocations().get().texte
    assert ("Temps majoré" in texte, "Lecture" in texte) == (True, False)
    assert [c.texte for c in copies() if "Temps majoré" in c.texte] == []


def copies(**choix):
    return Courriel.objects.filter(acte="convocation_copie", **choix).order_by("destinataire")


def a_un_tuteur(inscription, **champs):
    for champ, valeur in ({"tuteur_courriel": "tuteur@forges.fr"} | champs).items():
        setattr(inscription, champ, valeur)
    inscription.save()


def test_l_organisme_et_le_tuteur_recoivent_une_copie(passage, agent, inscription):
    a_un_tuteur(inscription)
    convoquer(passage, agent)
    assert {c.destinataire for c in copies()} == {inscription.organisme.courriel, "tuteur@forges.fr"}
    for copie in copies():
        assert (str(inscription.candidat) in copie.texte, "9\xa0h\xa030" in copie.texte) == (True, True)


def test_sans_accord_de_l_employeur_le_tuteur_ne_recoit_rien(passage, agent, inscription):
    a_un_tuteur(inscription, initiative_sans_accord=True)
    convoquer(passage, agent)
    retirer_passage(passage=Passage.objects.get(), motif="Erreur.", par=agent, a=AVANT)
    assert {c.destinataire for c in copies()} == {inscription.organisme.courriel}
    assert not Courriel.objects.filter(destinataire="tuteur@forges.fr").exists()


def test_un_seul_courriel_par_adresse_nomme_tous_les_siens(passage, agent, organisme, referentiel):
    a_un_tuteur(passage.inscription, tuteur_courriel=organisme.courriel.upper())
    autre = InscriptionFactory(candidat=CandidatFactory(), organisme=organisme, referentiel=referentiel)
    planifier(autre, commission=passage.commission)
    assert convoquer(passage, agent) == (2, [])
    copie = copies().get(destinataire=organisme.courriel)
    assert all(str(i.candidat) in copie.texte for i in (passage.inscription, autre))


def test_qui_avait_une_copie_apprend_que_le_candidat_n_est_plus_attendu(passage, agent, inscription):
    a_un_tuteur(inscription)
    convoquer(passage, agent)
    copies().delete()
    retirer_passage(passage=Passage.objects.get(), motif="Chantier.", par=agent, a=AVANT)
    assert {c.destinataire for c in copies()} == {inscription.organisme.courriel, "tuteur@forges.fr"}
    assert all("ne sont plus attendus" in c.texte.lower() and "Chantier" not in c.texte for c in copies())


def test_qui_n_a_pas_d_adresse_recoit_une_lettre(passage, agent, connecte):
    Candidat.objects.update(courriel="", adresse="4 rue du Port", code_postal="56100", ville="Lorient")
    client, page = connecte(agent), passage.commission.get_absolute_url()
    lue = client.get(page).content.decode()
    assert ("Convoquer (" in lue, "Lettres de convocation (1)" in lue) == (False, True)
    client.post(f"{page}lettres/")
    passage.refresh_from_db()
    assert passage.convoque_le is not None
    dit = texte_pdf(client.get(reverse("passage_lettre", args=[passage.pk])).content)
    for attendu in (str(passage.inscription.candidat), "4 rue du Port", "56100 Lorient", "9 h 30", "pièce d’identité"):
        assert attendu in dit
    assert copies(destinataire=passage.inscription.organisme.courriel).count() == 1
    with pytest.raises(ErreurMetier, match="ne reste à convoquer"):
        editer_lettres(commission=passage.commission, par=agent, a=AVANT)
    annuler_commission(commission=passage.commission, motif="Grève.", par=agent, a=AVANT)
    decommande = Courriel.objects.get(acte="candidat_decommande")  # a letter to print: nothing is sent
    assert (decommande.destinataire, decommande.etat) == ("", EtatCourriel.PAPIER)


def texte_pdf(octets) -> str:
    return " ".join(" ".join(p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(octets)).split())


def test_sans_adresse_le_candidat_est_nomme_a_l_agent(passage, agent, connecte):
    Candidat.objects.update(courriel="")
    page = connecte(agent).post(f"/commissions/{passage.commission_id}/convoquer/", follow=True).content.decode()
    assert "à convoquer par lettre" in page
    assert str(passage.inscription.candidat) in page
    assert convocations().count() == 0


def test_une_seance_deplacee_est_a_convoquer_de_nouveau(passage, agent, evaluateur, autre_evaluateur):
    convoquer(passage, agent)
    commission = passage.commission
    modifier_commission(
        commission=commission,
        date=SEANCE + timedelta(days=1),
        lieu="Lorient",
        heure=None,
        adresse="",
        evaluateurs=[evaluateur, autre_evaluateur],
        preside=None,
        par=agent,
        a=AVANT,
    )
    assert Passage.objects.get().convoque_le is None
    assert convoquer(passage, agent) == (1, [])
    assert "Lorient" in convocations().first().texte


def test_une_seance_annulee_se_dit_a_qui_etait_convoque(passage, agent, organisme, referentiel):
    convoquer(passage, agent)
    tard = InscriptionFactory(candidat=CandidatFactory(), organisme=organisme, referentiel=referentiel)
    planifier(tard, commission=passage.commission)
    annuler_commission(commission=passage.commission, motif="Grève.", par=agent, a=AVANT)
    decommandes = Courriel.objects.filter(acte="candidat_decommande")
    assert [courriel.destinataire for courriel in decommandes] == [passage.inscription.candidat.courriel]
    with pytest.raises(TransitionInterdite):
        convoquer(passage, agent)


@pytest.mark.parametrize("reporte", [True, False])
def test_qui_ne_passe_plus_est_decommande(passage, agent, reporte):
    convoquer(passage, agent)
    acteurs = {"passage": passage, "motif": "Chantier.", "par": agent, "a": AVANT}
    if reporte:
        noter_absence(nature=NatureIncident.REPORT, nouvelle_date=date(2026, 12, 10), **acteurs)
    else:
        retirer_passage(**acteurs)
    courriel = Courriel.objects.get(acte="candidat_decommande")
    assert ("Chantier" in courriel.texte, courriel.destinataire) == (False, passage.inscription.candidat.courriel)


def test_une_absence_ne_decommande_personne(passage, agent, instant):
    convoquer(passage, agent)
    noter_absence(
        passage=passage,
        nature=NatureIncident.ABSENCE,
        motif="Ne s’est pas présenté.",
        nouvelle_date=None,
        par=agent,
        a=instant,
    )
    assert not Courriel.objects.filter(acte="candidat_decommande").exists()


def test_la_page_convoque_et_convoque_de_nouveau(passage, agent, connecte):
    client, page = connecte(agent), passage.commission.get_absolute_url()
    assert "Convoquer (1)" in client.get(page).content.decode()
    client.post(f"{page}convoquer/")
    lue = client.get(page).content.decode()
    assert ("Convoquer (1)" in lue, "Convoquer de nouveau" in lue) == (False, True)
    client.post(f"{page}convoquer/", {"passage": passage.pk})
    assert convocations().count() == 2
    client.post(f"{page}convoquer/", {"passage": "²"})  # not a number: those not convened, of whom there are none
    assert convocations().count() == 2

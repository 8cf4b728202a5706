"""Before a date moves: its due dates before and after, who would be told, and nothing recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from candidats.models import EcheanceDossier, Livret
from candidats.queries.inscription import donnees_de
from candidats.services.incident import reporter_evaluation
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.apercu import apercevoir
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.portail.services.deplacement import lire_echeances
from jurys.services import suivi
from jurys.services.composition import modifier_jury
from tests.candidats.factories import InscriptionFactory
from tests.candidats.test_views_examen import formulaire_livret
from tests.candidats.test_views_inscription import carte
from tests.candidats.test_views_inscription import envoi as envoi_de
from tests.evaluations.factories import EvaluateurFactory, planifier, valider_livret
from tests.jurys.factories import CE_JOUR, JuryFactory

pytestmark = pytest.mark.django_db
PREVUE = date(2027, 3, 15)
DATES = {
    "entree_formation": date(2026, 10, 1),
    "fin_formation": date(2027, 6, 30),
    "date_evaluation_prevue": PREVUE,
}


def d_un_trait(page) -> str:
    return " ".join(page.content.decode().replace("&nbsp;", " ").replace("\xa0", " ").split())


def test_un_delai_du_centre_montre_ce_qu_il_deplace_et_qui_sera_rappele(inscription, responsable, organisme, connecte):
    """A delay of the settings: the deadlines of files and of juries, before and after; nothing recorded."""
    JuryFactory(date=PREVUE + timedelta(days=40))
    centre, client, url = parametres(), connecte(responsable), reverse("parametres_modifier")
    page = client.get(url)
    assert "Voir ce que cela déplace" in d_un_trait(page)
    saisis = {nom: "" if valeur is None else valeur for nom, valeur in page.context["formulaire"].initial.items()}
    saisis = {nom: valeur for nom, valeur in saisis.items() if valeur is not False}
    avant = (ecrits(), centre.livret_mois, list(EcheanceDossier.objects.order_by("pk").values_list("cle", flat=True)))
    reponse = client.post(url, saisis | {"livret_mois": centre.livret_mois + 2, "apercu": "1"})
    apercu = reponse.context["apercu"]
    deplacees = [d for d in apercu.deplacements if d.avant and d.apres]
    assert {d.quoi for d in deplacees} == {"Livret de suivi à déposer"}
    assert all(d.apres < d.avant for d in deplacees)
    assert (apercu.rappeles, apercu.prevenus) == ((organisme.courriel,), ())
    assert "Les rappels suivent les nouvelles dates" in d_un_trait(reponse)
    centre.refresh_from_db()
    apres = (ecrits(), centre.livret_mois, list(EcheanceDossier.objects.order_by("pk").values_list("cle", flat=True)))
    assert apres == avant
    rien = client.post(url, saisis | {"telephone": "02 40 00 00 00", "apercu": "1"}).context["apercu"]
    assert rien.deplacements == ()


@pytest.fixture
def inscription(organisme):
    inscription = InscriptionFactory(
        organisme=organisme,
        **DATES,
    )
    suivi.refaire_tout()
    return inscription


def test_la_saisie_d_une_inscription_montre_ce_qu_une_date_deplace(organisme, membre_of, connecte):
    """Nothing is recorded, the file chosen is kept, and a refusal is said on the form."""
    brouillon = InscriptionFactory(brouillon=True, organisme=organisme, **DATES)
    suivi.refaire_tout()
    client, url = connecte(membre_of), reverse("inscription_modifier", args=[brouillon.pk])
    assert "Voir ce que cela déplace" in d_un_trait(client.get(url))
    envoi = envoi_de(replace(donnees_de(brouillon), entree_formation=date(2026, 10, 20))) | {"apercu": "1"}
    avant = ecrits()
    reponse = client.post(url, envoi | {"piece_type": "carte", "piece_identite": carte()})
    assert [(d.quoi, (d.apres - d.avant).days) for d in reponse.context["apercu"].deplacements] == [
        ("Inscription à déposer", 19)
    ]
    page = d_un_trait(reponse)
    assert ("Rien n’est encore enregistré." in page, "carte.png" in page) == (True, True)
    assert ecrits() == avant
    brouillon.refresh_from_db()
    assert brouillon.entree_formation == date(2026, 10, 1)
    refus = client.post(url, envoi | {"nom_naissance": ""})
    assert (refus.context["apercu"], bool(refus.context["formulaire"].errors)) == (None, True)


def test_la_saisie_d_un_livret_montre_ce_qu_une_date_deplace(inscription, membre_of, connecte):
    """The deposit, undone: what is no longer due, what moves; the signed document is kept on the form."""
    client, url = connecte(membre_of), reverse("livret_deposer", args=[inscription.pk])
    assert "Voir ce que cela déplace" in d_un_trait(client.get(url))
    envoi = formulaire_livret(inscription) | {"apercu": "1", "date_evaluation_prevue": "2027-04-15"}
    avant = ecrits()
    reponse = client.post(url, envoi | {"fichier": carte()})
    assert [(d.quoi, d.avant, d.apres) for d in reponse.context["apercu"].deplacements] == [
        ("Livret de suivi à déposer", date(2026, 12, 15), None),
        ("Commission d’évaluation à planifier", PREVUE, date(2027, 4, 15)),
    ]
    page = d_un_trait(reponse)
    assert ("Rien n’est encore enregistré." in page, "carte.png" in page) == (True, True)
    assert ecrits() == avant
    assert not Livret.objects.exists()
    refus = client.post(url, envoi | {"date_evaluation_prevue": ""})
    assert (refus.context["apercu"], bool(refus.context["formulaire"].errors)) == (None, True)


def ecrits():
    return Courriel.objects.count(), EntreeJournal.objects.count(), sorted(EcheanceDossier.objects.values_list("cle"))


def test_un_report_montre_ce_qu_il_deplace_puis_s_enregistre(inscription, agent, connecte):
    client, url = connecte(agent), reverse("evaluation_reporter", args=[inscription.pk])
    avant, envoi = ecrits(), {"nouvelle_date": "15/04/2027", "motif": "Machine en panne."}
    assert "Voir ce que cela déplace" in d_un_trait(client.get(url))
    reponse = client.post(url, envoi | {"apercu": "1"})
    apercu = reponse.context["apercu"]
    assert [(d.quoi, d.avant, d.apres) for d in apercu.deplacements] == [
        ("Livret de suivi à déposer", date(2026, 12, 15), date(2026, 12, 30)),  # 3 months before, then the first third
        ("Commission d’évaluation à planifier", PREVUE, date(2027, 4, 15)),
    ]
    assert apercu.prevenus == (inscription.organisme.courriel,)
    page = d_un_trait(reponse)
    assert "Rien n’est encore enregistré." in page
    assert f'1 personne prévenue par courriel : <span class="secable">{inscription.organisme.courriel}' in page
    assert ecrits() == avant
    assert client.post(url, envoi).status_code == 302
    inscription.refresh_from_db()
    assert inscription.date_evaluation_prevue == date(2027, 4, 15)


def test_un_apercu_refuse_dit_pourquoi_sur_le_formulaire(inscription, agent, connecte):
    url, avant = reverse("evaluation_reporter", args=[inscription.pk]), ecrits()
    for envoi, dit in (
        ({"nouvelle_date": "15/04/2026", "motif": "Panne."}, "La nouvelle date est à venir."),
        ({"nouvelle_date": "", "motif": "Panne."}, "Ce champ est obligatoire"),
    ):
        reponse = connecte(agent).post(url, envoi | {"apercu": "1"})
        assert (reponse.context["apercu"], dit in d_un_trait(reponse)) == (None, True)
    assert ecrits() == avant


def test_une_seance_deplacee_montre_ses_candidats(inscription, agent, connecte, horloge_au):
    horloge_au(date(2027, 2, 1))
    valider_livret(inscription)
    passage = planifier(inscription, EvaluateurFactory(), EvaluateurFactory(), date=PREVUE)
    JuryFactory(date=date(2027, 4, 1))
    JuryFactory(date=date(2027, 6, 1))
    suivi.refaire_tout()
    commission = passage.commission
    client, url = connecte(agent), reverse("commission_modifier", args=[commission.pk])
    envoi = client.get(url).context["formulaire"].initial | {"date": "15/04/2027", "apercu": "1"}
    envoi = {nom: "" if valeur is None else valeur for nom, valeur in envoi.items()}
    apercu = client.post(url, envoi).context["apercu"]
    assert [(d.quoi, d.avant, d.apres) for d in apercu.deplacements] == [
        ("Grille signée et émargement à recueillir", date(2027, 3, 17), date(2027, 5, 17))
    ]
    commission.refresh_from_db()
    assert commission.date == PREVUE


def test_un_jury_deplace_montre_les_siennes(agent):
    """JURY-DESIGNATION, JURY-CONVOCATION, CPREFP-INFORMATION follow its day."""
    jury = JuryFactory(cpref_informee_le=None)
    nouvelle = jury.date + timedelta(days=7)

    def deplacer():
        modifier_jury(jury=jury, date_jury=nouvelle, heure=None, lieu=jury.lieu, par=agent, a=CE_JOUR)

    apercu = apercevoir(jury, horloge.aujourdhui(), deplacer)
    assert {(d.quoi, (d.apres - d.avant).days) for d in apercu.deplacements} == {
        ("Jury à convoquer", 7),
        ("CPREFP à informer", 7),
    }
    jury.refresh_from_db()
    assert jury.date == nouvelle - timedelta(days=7)


def test_les_dossiers_qu_un_acte_marque_sont_refaits_pour_etre_montres(inscription):
    suivi_du_dossier = inscription.suivi
    EcheanceDossier.objects.all().delete()
    suivi_du_dossier.a_refaire_le = CE_JOUR
    suivi_du_dossier.save()
    lues = lire_echeances(inscription, date(2026, 11, 20))
    assert {nature for nature, _, _ in lues} == {"livret", "seance"}


def test_ce_qu_un_autre_ecrit_pendant_ce_temps_ne_previent_personne(inscription, agent):
    """Another worker writes to somebody while the act is played: the preview does not name them."""
    jour = date(2027, 4, 15)

    def reporter():
        ailleurs = {"destinataire": "tiers@exemple.fr", "objet": "Autre chose", "texte": "…", "acte": "autre"}
        Courriel.objects.create(**ailleurs, cree_le=CE_JOUR, message_id="<autre@exemple.fr>")  # not by this act
        reporter_evaluation(inscription=inscription, nouvelle_date=jour, motif="Panne.", par=agent, a=CE_JOUR)

    apercu = apercevoir(inscription, horloge.aujourdhui(), reporter)
    assert apercu.prevenus == (inscription.organisme.courriel,)
    assert Courriel.objects.count() == 0

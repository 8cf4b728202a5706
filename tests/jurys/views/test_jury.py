"""Lists, page and preparation of a jury: rights, refusals, queries."""

from datetime import date

import pytest
from django.urls import reverse

from certif_portal.comptes.choix import Role
from jurys.choix import EtatJury
from jurys.echeances import echeances
from jurys.models import InformationCPREFP, Jury, MembreJury
from jurys.services import suivi
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import creer_membre
from tests.jurys.factories import (
    JuryFactory,
    MembreJuryFactory,
    OrganisationSyndicaleFactory,
    commission_emargee,
    creer_jury_compose,
    dossier_pret,
    jury_clos,
    presenter,
)
from tests.jurys.views.lecture import PAGE, jure_de, messages_de, texte

pytestmark = pytest.mark.django_db


def test_creer_un_jury_propose_le_numero_suivant(agent, connecte, en_novembre):
    JuryFactory(numero="2026-4")
    client = connecte(agent)
    assert 'value="2026-5"' in texte(client.get(reverse("jury_creer")))
    donnees = {"numero": "2026-5", "date_jury": "2026-12-08", "heure": "14:00", "lieu": "Saint-Nazaire"}
    reponse = client.post(reverse("jury_creer"), donnees)
    jury = Jury.objects.get(numero="2026-5")
    assert (reponse.url, jury.lieu, jury.heure.hour) == (jury.get_absolute_url(), "Saint-Nazaire", 14)


@pytest.mark.parametrize(
    ("faux", "dit"),
    [
        ({"numero": "quatre"}, "2026-4"),
        ({"numero": "2026-4"}, "porte déjà le numéro"),
        ({"date_jury": "31/02/2026"}, "date qui existe"),
        ({"date_jury": "0026-12-08"}, "2000 et 2100"),
        ({"lieu": ""}, "obligatoire"),
    ],
)
def test_un_jury_mal_saisi_est_refuse(agent, connecte, faux, dit):
    JuryFactory(numero="2026-4")
    donnees = {"numero": "2026-5", "date_jury": "2026-12-08", "heure": "", "lieu": "Nantes"} | faux
    assert dit in texte(connecte(agent).post(reverse("jury_creer"), donnees))
    assert Jury.objects.count() == 1


def test_la_preparation_de_bout_en_bout(agent, connecte, en_novembre):
    OrganisationSyndicaleFactory(sigle="CFDT", courriel="cfdt@exemple.fr")
    jury, client = JuryFactory(), connecte(agent)
    page = texte(client.get(jury.get_absolute_url()))
    assert "À solliciter d’abord : CFDT." in page
    client.post(reverse("jury_designations", args=[jury.pk]), {"le": "2026-11-10", "canal": "portail"})
    demande = jury.demandes.get()
    repond = {f"issue_{demande.pk}": "designe", f"le_{demande.pk}": "2026-11-10", f"texte_{demande.pk}": "Mme Salaün"}
    client.post(reverse("jury_reponses", args=[jury.pk]), repond)
    demande.refresh_from_db()
    assert (demande.issue, demande.reponse) == ("designe", "Mme Salaün")
    membre = {
        "college": "patronal",
        "prenom": "Nolwenn",
        "nom": "Tanguy",
        "courriel": "n@exemple.fr",
        "preside": "on",
        "ouvrir_acces": "on",
    }
    client.post(reverse("jury_membre_ajouter", args=[jury.pk]), membre)
    syndical = {"college": "syndical", "prenom": "Yann", "nom": "Salaün", "organisation": demande.organisation_id}
    client.post(reverse("jury_membre_ajouter", args=[jury.pk]), syndical)
    president = jury.membres.get(preside=True)
    assert (president.utilisateur.email, jury.membres.count()) == ("n@exemple.fr", 2)
    client.post(reverse("cprefp_preparer"))
    information = InformationCPREFP.objects.get()
    assert "Yann SALAÜN (CFDT)" in information.corps
    client.post(reverse("cprefp_envoyer", args=[information.pk]), {"canal": "courrier", "le": "2026-11-10"})
    page = texte(client.get(reverse("jury_convoquer", args=[jury.pk])))
    assert "1 convocation par courriel" in page
    assert "1 convocation par courrier, à imprimer" in page
    client.post(reverse("jury_convoquer", args=[jury.pk]), {"canal": "portail", "le": "2026-11-10"})
    jury.refresh_from_db()
    assert (jury.etat, jury.convoque_le, jury.cpref_informee_le) == (
        EtatJury.CONVOQUE,
        date(2026, 11, 10),
        date(2026, 11, 10),
    )


def test_un_membre_syndical_sans_organisation_est_refuse_sur_son_champ(agent, connecte):
    jury = JuryFactory()
    reponse = connecte(agent).post(
        reverse("jury_membre_ajouter", args=[jury.pk]), {"college": "syndical", "prenom": "A", "nom": "B"}
    )
    assert "Un membre de la délégation syndicale est mandaté par une organisation." in texte(reponse)
    assert MembreJury.objects.count() == 0


def test_une_date_a_venir_ne_s_enregistre_pas(agent, connecte, en_novembre):
    jury, _ = JuryFactory(), OrganisationSyndicaleFactory()
    reponse = connecte(agent).post(
        reverse("jury_designations", args=[jury.pk]), {"le": "2026-11-11", "canal": "courrier"}
    )
    assert "Cette date n’est pas encore venue." in texte(reponse)


def test_les_membres_se_retirent_et_se_president(agent, connecte):
    jury, client = creer_jury_compose(etat=EtatJury.PREPARATION), connecte(agent)
    autre = jury.membres.get(preside=False, utilisateur__isnull=False)
    client.post(reverse("jury_president", args=[autre.pk]))
    autre.refresh_from_db()
    assert autre.preside
    client.post(reverse("jury_membre_retirer", args=[autre.pk]))
    assert not jury.membres.filter(pk=autre.pk).exists()
    sans_adresse = jury.membres.filter(utilisateur__isnull=True).first()
    reponse = client.post(reverse("jury_membre_inviter", args=[sans_adresse.pk]), follow=True)
    assert "Une adresse électronique est attendue" in messages_de(reponse)[-1]


def test_rattacher_d_un_coup_les_complets_et_dire_ce_qui_manque_aux_autres(agent, connecte, referentiel):
    jury, client = creer_jury_compose(), connecte(agent)
    prets = [dossier_pret(referentiel=referentiel) for _ in range(2)]
    rouge = dossier_pret(referentiel=referentiel)
    rouge.livret.delete()
    adresse = reverse("jury_candidats", args=[jury.pk])
    suivi.refaire_tout()
    complets = texte(client.get(adresse))
    assert "2 dossiers complets" in complets
    assert "CQPM CQPM" not in complets
    page = texte(client.get(adresse, {"voir": "incomplets"}))
    assert "Rattacher les candidats cochés" not in page
    assert "Le livret de suivi n’est pas validé. L’organisme doit agir." in page
    assert "Passer outre" not in page
    client.post(adresse, {"inscription": [i.pk for i in prets]})
    assert {p.inscription for p in jury.presentations.all()} == set(prets)
    reponse = client.post(adresse, {"inscription": [rouge.pk]}, follow=True)
    assert "PRET-POUR-LE-JURY" in messages_de(reponse)[-1]
    for envoi in ({}, {"inscription": ["x", "999999999999999999999"]}):
        assert "au moins un candidat" in messages_de(client.post(adresse, envoi, follow=True))[-1]
    assert jury.presentations.count() == 2


def test_rattacher_toute_la_liste_filtree(agent, connecte, referentiel):
    """Every ready one of the filter, whatever the page; the red ones are not among them."""
    jury, client = creer_jury_compose(), connecte(agent)
    ici, ailleurs = commission_emargee(lieu="Lorient"), commission_emargee(lieu="Vannes")
    voulus = [dossier_pret(referentiel=referentiel, commission=ici) for _ in range(2)]
    rouge, _ = dossier_pret(referentiel=referentiel, commission=ici), dossier_pret(commission=ailleurs)
    rouge.livret.delete()
    suivi.refaire_tout()
    client.post(reverse("jury_candidats", args=[jury.pk]) + "?lieu=Lorient", {"portee": "liste"})
    assert {p.inscription for p in jury.presentations.all()} == set(voulus)


def test_pourquoi_un_candidat_n_apparait_pas(agent, connecte, referentiel):
    jury, client = creer_jury_compose(), connecte(agent)
    rouge, pret = dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel)
    rouge.livret.delete()
    suivi.refaire_tout()
    adresse = reverse("jury_pourquoi", args=[jury.pk])
    assert "Rattacher à ce jury" not in texte(client.get(adresse))
    page = texte(client.get(adresse, {"q": rouge.reference}))
    assert "Le livret de suivi n’est pas validé." in page
    assert f'href="{rouge.get_absolute_url()}"' in page
    assert "Rattacher à ce jury" in texte(client.get(adresse, {"q": pret.reference}))
    assert "Aucune inscription à ce nom ou à ce numéro" in texte(client.get(adresse, {"q": "Introuvable"}))


def test_les_candidats_a_rattacher_tiennent_en_autant_de_requetes(
    agent, connecte, referentiel, django_assert_num_queries
):
    jury, client, comptes = creer_jury_compose(), connecte(agent), set()
    client.get(reverse("jury_candidats", args=[jury.pk]))
    for _ in range(3):
        dossier_pret(referentiel=referentiel)
        suivi.refaire_tout()
        with django_assert_num_queries(PAGE + 5) as requetes:
            client.get(reverse("jury_candidats", args=[jury.pk]))
        comptes.add(len(requetes))
    assert len(comptes) == 1


def test_un_interimaire_presente_propose_des_sieges(agent, connecte, referentiel):
    """JURY-TRAVAIL-TEMPORAIRE"""
    jury, client = creer_jury_compose(etat=EtatJury.PREPARATION), connecte(agent)
    agence = EntrepriseFactory(secteur="HM", branche="Travail temporaire", code_nace="78.20")
    presenter(jury, dossier_pret(referentiel=referentiel, entreprise=agence), par=agent)
    page = texte(client.get(jury.get_absolute_url()))
    assert "peut siéger (délégation patronale, délégation syndicale)." in page
    ajouter = reverse("jury_membre_ajouter", args=[jury.pk]) + "?travail_temporaire=1"
    assert f'href="{ajouter}"' in page
    assert client.get(ajouter).context["formulaire"].initial["travail_temporaire"] is True
    MembreJuryFactory(jury=jury, travail_temporaire=True)
    assert "peut siéger (délégation syndicale)." in texte(client.get(jury.get_absolute_url()))


def test_une_inscription_recente_est_signalee_au_jury_et_dans_les_echeances(agent, connecte, referentiel):
    """INSCRIPTION-AVANT-JURY"""
    jury, client = creer_jury_compose(), connecte(agent)
    formation = {"entree_formation": date(2026, 9, 1), "fin_formation": date(2026, 11, 1)}
    recente = dossier_pret(referentiel=referentiel, deposee_le=date(2026, 9, 9), **formation)
    suivi.refaire_tout()
    assert "inscription récente" in texte(client.get(reverse("jury_candidats", args=[jury.pk])))
    presenter(jury, recente, par=agent)
    assert "inscription récente" in texte(client.get(jury.get_absolute_url()))
    [due] = [e for e in echeances(date(2026, 11, 10)) if e.regle.code == "INSCRIPTION-AVANT-JURY"]
    assert (due.date_limite, due.dossier_id) == (jury.date, jury.pk)
    page = texte(client.get(recente.get_absolute_url()))
    assert "Le jury suit de près l’inscription." in page
    type(recente).objects.filter(pk=recente.pk).update(deposee_le=date(2026, 9, 8))
    assert "inscription récente" not in texte(client.get(jury.get_absolute_url()))


def test_tous_les_dossiers_en_cours_disent_pourquoi(agent, connecte, referentiel):
    jury, inscription = creer_jury_compose(), InscriptionFactory(referentiel=referentiel)
    client, adresse = connecte(agent), reverse("jury_candidats", args=[jury.pk])
    assert "Aucun dossier à présenter" in texte(client.get(adresse))
    page = texte(client.get(adresse, {"voir": "tous", "q": inscription.candidat.nom_naissance}))
    assert "La grille n’est pas signée par tous les évaluateurs." in page


def test_passer_outre_est_au_responsable(agent, responsable, connecte, referentiel):
    jury, rouge = creer_jury_compose(), dossier_pret(referentiel=referentiel)
    rouge.livret.delete()
    adresse = reverse("jury_passer_outre", args=[jury.pk, rouge.pk])
    assert connecte(agent).get(adresse).status_code == 403
    client = connecte(responsable)
    assert "Le livret de suivi n’est pas validé." in texte(client.get(adresse))
    reponse = client.post(adresse, {"motif": "Livret perdu par l’organisme."}, follow=True)
    assert messages_de(reponse) == [f"Vous passez outre : {rouge.candidat} est au jury malgré ce qui manque."]
    assert jury.presentations.get().passage_outre_par == responsable


def test_les_listes_tiennent_en_cinq_requetes(agent, connecte, referentiel, django_assert_max_num_queries):
    client = connecte(agent)
    comptes = {}
    for tour in range(2):
        jury_clos(*(dossier_pret(referentiel=referentiel) for _ in range(1 + 2 * tour)), par=agent)
        for nom in ("jury_liste", "certificat_liste"):
            with django_assert_max_num_queries(PAGE + 5) as requetes:
                client.get(reverse(nom))
            comptes.setdefault(nom, set()).add(len(requetes))
    assert {nom: len(nombres) for nom, nombres in comptes.items()} == {"jury_liste": 1, "certificat_liste": 1}


def test_la_fiche_d_un_jury_tient_en_quatorze_requetes(agent, connecte, referentiel, django_assert_max_num_queries):
    client, comptes = connecte(agent), {}
    for nombre in (1, 3):
        ouvert = creer_jury_compose()
        presenter(ouvert, *(dossier_pret(referentiel=referentiel) for _ in range(nombre)), par=agent)
        clos = jury_clos(*(dossier_pret(referentiel=referentiel) for _ in range(nombre)), par=agent)
        for jury in (ouvert, clos):
            with django_assert_max_num_queries(PAGE + 14) as requetes:
                client.get(jury.get_absolute_url())
            comptes.setdefault(jury.etat, set()).add(len(requetes))
    assert {etat: len(nombres) for etat, nombres in comptes.items()} == {EtatJury.CONVOQUE: 1, EtatJury.CLOS: 1}


def test_les_pieces_attendues_se_lisent_en_une_page(agent, membre_of, connecte):
    for personne in (agent, membre_of):
        page = texte(connecte(personne).get(reverse("jury_pieces")))
        assert "VAE de branche" in page
        assert "attendue, sauf dispense" in page


def test_la_page_d_un_autre_jury_reste_fermee(connecte, organisme):
    jury = creer_jury_compose()
    assert connecte(creer_personne(Role.JURE)).get(jury.get_absolute_url()).status_code == 404
    assert connecte(creer_membre(organisme)).get(jury.get_absolute_url()).status_code == 403
    Jury.objects.filter(pk=jury.pk).update(etat=EtatJury.ANNULE)
    assert connecte(jure_de(jury)).get(jury.get_absolute_url()).status_code == 404

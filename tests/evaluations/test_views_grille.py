"""The evaluator's tablet: who opens what, what is kept, what is shown when two write at once."""

import html
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from candidats.models import Amenagement
from certif_portal.commun import horloge
from certif_portal.commun.journal import lectures_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution
from evaluations.choix import EtatGrille
from evaluations.models import Appreciation, Commission, DeclarationIndependance, SignatureGrille
from evaluations.queries.grille import contenu_grille, passages_a_evaluer
from evaluations.services.commission import annuler_commission
from evaluations.services.saisie import apprecier
from tests.candidats.factories import InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier, remplir, sceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("passage",)
SESSION = 3  # session, user, roles of the day


@pytest.fixture
def passage(inscription, evaluateur, autre_evaluateur):
    """A sitting held today."""
    return planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())


@pytest.fixture
def grille(passage):
    return passage.inscription.grille


@pytest.fixture
def competences(passage):
    return list(passage.competences.order_by("version_bloc", "ordre"))


def adresse(grille, competence):
    return reverse("grille_competence", args=[grille.pk, competence.pk])


def d_un_trait(reponse) -> str:
    """What is read on the page: one line, plain spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", reponse.content.decode())).split())


def saisie(passage, **champs):
    return {"decision": "oui", "commentaire": "", "passage": passage.pk, "version": 0, "vers": "suivante"} | champs


def test_mes_commissions_aujourd_hui_d_abord(connecte, evaluateur, passage, autre_evaluateur):
    planifier(InscriptionFactory(), evaluateur, autre_evaluateur, date=horloge.aujourdhui() + timedelta(days=9))
    reponse = connecte(evaluateur.utilisateur).get(reverse("mes_commissions"))
    assert [rubrique.titre for rubrique in reponse.context["rubriques"]] == ["Aujourd’hui", "À venir"]
    assert str(passage.inscription.candidat) in reponse.content.decode()


def test_une_seance_passee_reste_a_terminer_puis_terminee(connecte, inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui() - timedelta(days=2))
    client = connecte(evaluateur.utilisateur)
    rubriques = client.get(reverse("mes_commissions")).context["rubriques"]
    assert [rubrique.titre for rubrique in rubriques] == ["À terminer"]
    sceller(remplir(passage, a=horloge.maintenant()), a=horloge.maintenant())
    rubriques = client.get(reverse("mes_commissions")).context["rubriques"]
    assert [rubrique.titre for rubrique in rubriques] == ["Terminées en 2026"]


def test_une_seance_terminee_depuis_deux_ans_se_demande_par_son_annee(
    connecte, inscription, evaluateur, autre_evaluateur, django_assert_num_queries
):
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui() - timedelta(days=2))
    client, mes_commissions = connecte(evaluateur.utilisateur), reverse("mes_commissions")
    Commission.objects.filter(pk=passage.commission_id).update(date=date(2024, 12, 31))
    reponse = client.get(mes_commissions)  # not finished: it stays, however old
    assert [rubrique.titre for rubrique in reponse.context["rubriques"]] == ["À terminer"]
    sceller(remplir(passage, a=horloge.maintenant()), a=horloge.maintenant())
    reponse = client.get(mes_commissions)
    assert (reponse.context["rubriques"], reponse.context["anciennes"]) == ([], [2024])
    assert "?annee=2024" in reponse.content.decode()
    assert "Aucune séance cette année ni la précédente" in reponse.content.decode()
    reponse = client.get(mes_commissions, {"annee": "2024"})
    assert [(rubrique.titre, rubrique.annee) for rubrique in reponse.context["rubriques"]] == [
        ("Terminées en 2024", 2024)
    ]
    assert '<details class="repli terminees" open>' in reponse.content.decode()
    assert client.get(mes_commissions, {"annee": "2019"}).context["rubriques"] == []
    Commission.objects.filter(pk=passage.commission_id).update(date=date(2025, 1, 1))
    reponse = client.get(mes_commissions)
    assert [rubrique.titre for rubrique in reponse.context["rubriques"]] == ["Terminées en 2025"]
    assert reponse.context["anciennes"] == []
    with django_assert_num_queries(3):
        passages_a_evaluer(evaluateur.utilisateur, horloge.aujourdhui())


def test_l_evaluateur_d_ailleurs_ne_voit_rien(connecte, passage, grille, competences):
    client = connecte(EvaluateurFactory().utilisateur)
    assert str(passage.inscription.candidat) not in client.get(reverse("mes_commissions")).content.decode()
    for chemin in (
        grille.get_absolute_url(),
        reverse("independance_declarer", args=[grille.pk]),
        adresse(grille, competences[0]),
        reverse("grille_signer", args=[grille.pk]),
    ):
        assert client.get(chemin).status_code == 404


def test_une_commission_annulee_ferme_la_grille(connecte, evaluateur, passage, grille, agent):
    annuler_commission(commission=passage.commission, motif="Grève", par=agent, a=horloge.maintenant())
    assert connecte(evaluateur.utilisateur).get(grille.get_absolute_url()).status_code == 404


def test_declarer_avant_d_ouvrir(connecte, evaluateur, passage, grille, competences):
    client = connecte(evaluateur.utilisateur)
    declaration = reverse("independance_declarer", args=[grille.pk])
    for chemin in (
        grille.get_absolute_url(),
        adresse(grille, competences[0]),
        reverse("grille_signer", args=[grille.pk]),
    ):
        assert client.get(chemin)["Location"] == declaration
    seance = client.get(declaration)["Location"]
    assert seance == f"{de_la_seance(passage)}?next={grille.get_absolute_url().replace('/', '%2F')}"
    assert client.post(seance, {"tous": "1"}).url == grille.get_absolute_url()
    assert DeclarationIndependance.objects.get().lien is False
    assert client.get(grille.get_absolute_url()).status_code == 200
    assert client.get(declaration)["Location"] == grille.get_absolute_url()


def de_la_seance(passage):
    return reverse("independance_seance", args=[passage.commission_id])


def test_declarer_un_lien_sans_dire_lequel(connecte, evaluateur, passage):
    reponse = connecte(evaluateur.utilisateur).post(de_la_seance(passage), {f"lien_{passage.pk}": "oui"})
    assert set(reponse.context["formulaire"].errors) == {f"precision_{passage.pk}"}
    assert DeclarationIndependance.objects.count() == 0


def test_un_lien_declare_ferme_la_grille(connecte, evaluateur, passage, grille, competences):
    client = connecte(evaluateur.utilisateur)
    client.post(de_la_seance(passage), {f"lien_{passage.pk}": "oui", f"precision_{passage.pk}": "Mon cousin"})
    page = client.get(grille.get_absolute_url(), follow=True).content.decode()
    assert "Vous avez déclaré un lien avec ce candidat." in page
    client.post(adresse(grille, competences[0]), saisie(passage))
    assert Appreciation.objects.count() == 0


def test_evaluer_et_passer_a_la_suivante(connecte, evaluateur, passage, grille, competences):
    declarer(passage, a=horloge.maintenant())
    critere = competences[0].elements.get(rubrique="methodes")
    client, envoi = connecte(evaluateur.utilisateur), saisie(passage, criteres=[critere.pk])
    demande = client.post(adresse(grille, competences[0]), envoi)
    assert demande.context["formulaire"].errors["confirme"][0].startswith("Maîtrisée, sans que soit coché")
    assert Appreciation.objects.count() == 0
    reponse = client.post(adresse(grille, competences[0]), envoi | {"confirme": "on"})
    assert reponse["Location"] == adresse(grille, competences[1])
    ligne = Appreciation.objects.get()
    assert (ligne.maitrisee, ligne.saisie_par, ligne.atteints) == (True, evaluateur, [critere.pk])


def test_pas_maitrisee_sans_commentaire_garde_ce_qui_est_coche(connecte, evaluateur, passage, grille, competences):
    """COMMENTAIRE-NON-MAITRISE"""
    declarer(passage, a=horloge.maintenant())
    critere = competences[0].elements.get(rubrique="moyens")
    reponse = connecte(evaluateur.utilisateur).post(
        adresse(grille, competences[0]), saisie(passage, decision="non", criteres=[critere.pk])
    )
    assert "COMMENTAIRE-NON-MAITRISE" in reponse.content.decode()
    assert reponse.context["coches"] == {critere.pk}
    assert Appreciation.objects.count() == 0


def test_passer_sans_juger_n_enregistre_rien(connecte, evaluateur, passage, grille, competences):
    declarer(passage, a=horloge.maintenant())
    reponse = connecte(evaluateur.utilisateur).post(
        adresse(grille, competences[1]), saisie(passage, decision="", vers="precedente")
    )
    assert reponse["Location"] == adresse(grille, competences[0])
    assert Appreciation.objects.count() == 0


def test_un_commentaire_sans_decision_n_est_pas_perdu(connecte, evaluateur, passage, grille, competences):
    declarer(passage, a=horloge.maintenant())
    reponse = connecte(evaluateur.utilisateur).post(
        adresse(grille, competences[0]), saisie(passage, decision="", commentaire="À discuter")
    )
    assert set(reponse.context["formulaire"].errors) == {"decision"}
    assert "À discuter" in reponse.content.decode()


def test_deux_evaluateurs_a_la_fois(connecte, evaluateur, autre_evaluateur, passage, grille, competences):
    declarer(passage, a=horloge.maintenant())
    connecte(autre_evaluateur.utilisateur).post(
        adresse(grille, competences[0]), saisie(passage, decision="non", commentaire="Méthodes non justifiées")
    )
    client, page = connecte(evaluateur.utilisateur), adresse(grille, competences[0])
    assert client.post(page, saisie(passage, commentaire="Très à l’aise")).url == page
    client.post(page, saisie(passage, commentaire="Très à l’aise"))  # pressed again
    assert Appreciation.objects.get().commentaire == "Méthodes non justifiées"
    vue = client.get(page)
    texte = d_un_trait(vue)
    assert f"Garder celle de {autre_evaluateur}" in texte
    assert "Garder la mienne" in texte
    assert "« Méthodes non justifiées »" in texte
    assert "« Très à l’aise »" in texte
    version = vue.context["version"]
    sans_choix = client.post(page, saisie(passage, commentaire="Très à l’aise", version=version))
    assert sans_choix.context["formulaire"].errors["choix"] == [
        "Dites laquelle de ces saisies la commission garde, ou rédigez-la ensemble."
    ]
    client.post(page, saisie(passage, version=version, choix="autre-0"))
    ligne = Appreciation.objects.get()
    assert (ligne.maitrisee, ligne.commentaire, ligne.autres) == (True, "Très à l’aise", [])


def test_une_competence_d_une_autre_seance_se_lit_seulement(connecte, inscription, evaluateur, autre_evaluateur):
    toutes = [c for bloc in inscription.referentiel.blocs.all() for c in bloc.competences.all()]
    ailleurs = planifier(inscription, EvaluateurFactory(), EvaluateurFactory(), competences=toutes[:1])
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui())
    declarer(passage, a=horloge.maintenant())
    client = connecte(evaluateur.utilisateur)
    page = client.get(adresse(inscription.grille, toutes[0]))
    assert "Cette compétence est évaluée à une autre séance" in page.content.decode()
    client.post(adresse(inscription.grille, toutes[0]), saisie(ailleurs))
    assert Appreciation.objects.count() == 0


def test_donnees_folles(connecte, evaluateur, passage, grille, competences):
    declarer(passage, a=horloge.maintenant())
    client = connecte(evaluateur.utilisateur)
    for champs in (
        {"version": "abc"},
        {"passage": "999999"},
        {"criteres": ["x", "999999"]},
        {"decision": "peut-être"},
        {"version": "-1"},
    ):
        assert client.post(adresse(grille, competences[0]), saisie(passage) | champs).status_code == 200
    assert client.get(reverse("grille_competence", args=[grille.pk, 999_999])).status_code == 404
    assert Appreciation.objects.count() == 0


def test_les_amenagements_ne_se_voient_que_le_jour_meme(connecte, inscription, evaluateur, autre_evaluateur):
    accorde = {"etat": "accorde", "decide_le": horloge.aujourdhui(), "decide_par": creer_personne(Role.AGENT)}
    demande = {"inscription": inscription, "demande_le": horloge.aujourdhui()}
    Amenagement.objects.create(effet="temps_majore", **demande, **accorde)
    Amenagement.objects.create(effet="pauses", **demande)
    passage = planifier(inscription, evaluateur, autre_evaluateur, date=horloge.aujourdhui() + timedelta(days=1))
    declarer(passage, a=horloge.maintenant())
    client = connecte(evaluateur.utilisateur)
    pages = (reverse("mes_commissions"), inscription.grille.get_absolute_url())
    assert ["Temps majoré" in client.get(page).content.decode() for page in pages] == [False, False]
    passage.commission.date = horloge.aujourdhui()
    passage.commission.save()
    assert ["Temps majoré" in client.get(page).content.decode() for page in pages] == [True, True]
    assert ["Pauses" in client.get(page).content.decode() for page in pages] == [False, False]


def test_relire_puis_signer(connecte, evaluateur, autre_evaluateur, passage):
    grille = remplir(passage, non_maitrisees=(2,), a=horloge.maintenant())
    empreinte = contenu_grille(grille).empreinte
    page = connecte(evaluateur.utilisateur).get(reverse("grille_signer", args=[grille.pk])).content.decode()
    assert empreinte in page
    assert "La gamme n’est pas justifiée." in page
    for personne in (evaluateur, autre_evaluateur):
        connecte(personne.utilisateur).post(
            reverse("grille_signer", args=[grille.pk]),
            {"empreinte": empreinte, "relu": "on", "trace": "[[[100, 150], [900, 140]]]"},
        )
    grille.refresh_from_db()
    assert (grille.etat, grille.empreinte) == (EtatGrille.SCELLEE, empreinte)


def test_signer_une_version_perimee_montre_le_changement(connecte, evaluateur, autre_evaluateur, passage, competences):
    grille = remplir(passage, a=horloge.maintenant())
    ancienne = contenu_grille(grille).empreinte
    connecte(autre_evaluateur.utilisateur).post(
        adresse(grille, competences[0]),
        saisie(passage, decision="non", commentaire="Les méthodes ne sont pas tenues", version=1),
    )
    reponse = connecte(evaluateur.utilisateur).post(
        reverse("grille_signer", args=[grille.pk]),
        {"empreinte": ancienne, "relu": "on", "trace": "[[[100, 150], [900, 140]]]"},
    )
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "La grille a changé depuis que vous l’avez ouverte" in page
    assert "Les méthodes ne sont pas tenues" in page
    assert SignatureGrille.objects.count() == 0


def test_signer_sans_avoir_relu(connecte, evaluateur, passage):
    grille = remplir(passage, a=horloge.maintenant())
    connecte(evaluateur.utilisateur).post(
        reverse("grille_signer", args=[grille.pk]), {"empreinte": contenu_grille(grille).empreinte}
    )
    assert SignatureGrille.objects.count() == 0


def test_le_centre_ne_lit_que_la_grille_scellee(connecte, agent, auditeur, membre_of, passage):
    grille = remplir(passage, non_maitrisees=(1,), a=horloge.maintenant())
    assert connecte(agent).get(grille.get_absolute_url()).status_code == 404
    sceller(grille, a=horloge.maintenant())
    for personne in (agent, auditeur):
        page = connecte(personne).get(grille.get_absolute_url()).content.decode()
        assert "La gamme n’est pas justifiée." in page
    assert connecte(membre_of).get(grille.get_absolute_url()).status_code == 403
    lectures = lectures_de(passage.inscription)
    assert [(lecture.phrase, lecture.par) for lecture in lectures] == [
        ("Grille d’évaluation lue par l’auditeur.", auditeur)
    ]


@pytest.mark.parametrize("declare", [True, False])
def test_un_agent_evaluateur_lit_ce_qu_il_n_evalue_pas_et_declare_avant_le_reste(
    connecte, evaluateur, autre_evaluateur, passage, competences, declare
):
    """Two roles: elsewhere they read as the centre does, once sealed; in their own sittings, as evaluators do."""
    grille, ailleurs = remplir(passage, a=horloge.maintenant()), EvaluateurFactory()
    sceller(grille, a=horloge.maintenant())
    for qui in (evaluateur, ailleurs):
        Attribution.objects.create(utilisateur=qui.utilisateur, role=Role.AGENT, debut=date(2020, 1, 1))
    if not declare:
        DeclarationIndependance.objects.filter(evaluateur=evaluateur).delete()
    client = connecte(ailleurs.utilisateur)
    assert client.get(grille.get_absolute_url()).templates[0].name == "evaluations/grille_consulter.html"
    declaration = reverse("independance_declarer", args=[grille.pk])
    assert client.get(declaration).url == grille.get_absolute_url()
    assert client.get(reverse("grille_documents", args=[grille.pk])).url == declaration
    reponse = connecte(evaluateur.utilisateur).get(grille.get_absolute_url())
    assert (reponse.status_code, reponse.headers.get("Location")) == ((200, None) if declare else (302, declaration))


def test_qui_n_est_plus_evaluateur_lit_comme_son_role(connecte, evaluateur, autre_evaluateur, passage):
    """An auditor who sat once: the sealed grid, and a line of the journal."""
    grille, qui = remplir(passage, a=horloge.maintenant()), evaluateur.utilisateur
    sceller(grille, a=horloge.maintenant())
    Attribution.objects.filter(utilisateur=qui).update(fin=date(2020, 2, 1))
    Attribution.objects.create(utilisateur=qui, role=Role.AUDITEUR, debut=date(2020, 1, 1))
    page = connecte(qui).get(grille.get_absolute_url())
    assert page.templates[0].name == "evaluations/grille_consulter.html"
    assert [lecture.par for lecture in lectures_de(passage.inscription)] == [qui]


@pytest.mark.parametrize("nombre", [1, 3])
def test_mes_commissions_en_un_nombre_constant_de_requetes(
    connecte, evaluateur, autre_evaluateur, django_assert_num_queries, nombre
):
    for rang in range(nombre):
        planifier(InscriptionFactory(), evaluateur, autre_evaluateur, date=horloge.aujourdhui() + timedelta(days=rang))
    client = connecte(evaluateur.utilisateur)
    with django_assert_num_queries(SESSION + 4):
        client.get(reverse("mes_commissions"))


@pytest.mark.parametrize("nombre", [1, 4])
def test_grille_en_un_nombre_constant_de_requetes(
    connecte, evaluateur, passage, competences, django_assert_num_queries, nombre
):
    declarer(passage, a=horloge.maintenant())
    grille = passage.inscription.grille
    for competence in competences[:nombre]:
        apprecier(
            grille=grille,
            competence=competence,
            passage=passage,
            maitrisee=True,
            evaluateur=evaluateur,
            a=horloge.maintenant(),
        )
    client = connecte(evaluateur.utilisateur)
    with django_assert_num_queries(SESSION + 6):
        client.get(grille.get_absolute_url())
    with django_assert_num_queries(SESSION + 6):
        client.get(adresse(grille, competences[0]))
    with django_assert_num_queries(SESSION + 5):
        client.get(reverse("grille_signer", args=[grille.pk]))

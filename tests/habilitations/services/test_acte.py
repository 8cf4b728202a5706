"""The life of an act: suspended, lifted, withdrawn, its scope."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel, Fichier
from habilitations import regles
from habilitations.models import (
    Habilitation,
    OrganismeFormation,
    Suspension,
)
from habilitations.queries.organisme import acte_ouvert_le, habilitation_le, perimetre_le, reponse_habilitation
from habilitations.services.acte import deposer_acte_signe, fixer_perimetre
from habilitations.services.organisme import retirer_habilitation, saisir_habilitation
from tests.habilitations.dossier import LE, Scene, lever, midi, pdf, suspendre
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre
from tests.navigateur.scene import texte_du_pdf
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def habilite(acte, *jours):
    return [habilitation_le(acte.organisme, le) == acte for le in jours]


# --- suspended, lifted, withdrawn --------------------------------------------------------------


def test_une_suspension_de_trois_semaines_a_ses_deux_bornes(acte, responsable):
    fin = LE + timedelta(days=21)
    suspension = suspendre(acte, responsable)
    assert habilite(acte, LE - timedelta(days=1), LE, fin) == [True, False, False]
    lever(suspension, responsable, fin)
    jours = (LE - timedelta(days=1), LE, fin - timedelta(days=1), fin)
    assert habilite(acte, *jours) == [True, False, False, True]
    assert [OrganismeFormation.objects.habilites_le(le).count() for le in jours] == [1, 0, 0, 1]
    assert acte_ouvert_le(acte.organisme, LE) == acte
    phrases = [entree.acte for entree in journal_de(acte.organisme)]
    assert phrases == ["habilitation-levee", "habilitation-suspendue"]
    assert [courriel.objet for courriel in Courriel.objects.order_by("pk")] == [
        "Votre habilitation est suspendue",
        "Votre habilitation n’est plus suspendue",
    ]
    lettre = " ".join(texte_du_pdf(octets_de(suspension.lettre.fichier)).split())
    assert ("2 mars 2026" in lettre, "Grilles remises sans émargement" in lettre) == (True, True)


@pytest.mark.parametrize(
    ("du", "autres", "refusee"),
    [
        (date(2023, 12, 31), [], True),
        (date(2024, 1, 1), [], False),
        (date(2028, 12, 31), [], False),
        (date(2029, 1, 1), [], True),
        (LE, [(LE, None)], True),
        (LE, [(date(2025, 1, 1), LE)], True),
        (LE, [(date(2025, 1, 1), date(2026, 3, 1))], False),
        (LE, [(date(2026, 5, 1), date(2026, 5, 9))], True),
    ],
)
def test_une_suspension_reste_dans_l_acte_et_n_en_chevauche_pas_une_autre(du, autres, refusee):
    """HABILITATION-SUSPENSION"""
    acte = (date(2024, 1, 1), date(2028, 12, 31))
    assert bool(regles.suspension_impossible(du, acte, autres)) == refusee


@pytest.mark.parametrize(
    ("le", "refusee"),
    [(LE, True), (LE + timedelta(days=1), False), (date(2028, 12, 31), False), (date(2029, 1, 1), True)],
)
def test_une_suspension_se_leve_apres_son_premier_jour_et_avant_la_fin_de_l_acte(acte, responsable, le, refusee):
    """HABILITATION-SUSPENSION"""
    suspension = suspendre(acte, responsable)
    if refusee:
        with pytest.raises(RegleNonRespectee, match="Une date entre le 3\xa0mars\xa02026 et le 31\xa0décembre\xa02028"):
            lever(suspension, responsable, le)
    else:
        lever(suspension, responsable, le)
    suspension.refresh_from_db()
    assert suspension.au == (None if refusee else le - timedelta(days=1))


def test_une_habilitation_qui_n_a_jamais_couru_ne_se_suspend_pas(responsable):
    """HABILITATION-SUSPENSION"""
    jamais = HabilitationFactory(retiree_le=date(2024, 1, 1), motif_retrait="Renoncement.")
    assert jamais.periode() is None
    with pytest.raises(RegleNonRespectee, match="n’a jamais couru"):
        suspendre(jamais, responsable)


def test_le_service_applique_la_regle_et_la_base_n_en_garde_qu_une_ouverte(acte, responsable):
    """HABILITATION-SUSPENSION"""
    suspension = suspendre(acte, responsable)
    for du, motif in ((LE, "Encore."), (date(2030, 1, 1), "Après le terme.")):
        with pytest.raises(RegleNonRespectee) as erreur:
            suspendre(acte, responsable, du, motif)
        assert erreur.value.regle == regles.SUSPENSION
    with pytest.raises(RegleNonRespectee):
        lever(suspension, responsable, LE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(habilitation=acte, du=LE, motif="x", decidee_par=responsable, decidee_le=midi(LE))
    lever(suspension, responsable, date(2026, 3, 23))
    with pytest.raises(ErreurMetier):
        lever(suspension, responsable, date(2026, 3, 24))


def test_une_suspension_dit_son_motif_a_l_organisme(acte, responsable):
    """HABILITATION-SUSPENSION: a reason made of signs that print nothing is no reason, the letter would give none."""
    with pytest.raises(RegleNonRespectee, match="Le motif est attendu : l’organisme le reçoit") as erreur:
        suspendre(acte, responsable, LE, "\u200b ")
    assert (erreur.value.regle, acte.suspensions.count(), Courriel.objects.count()) == (regles.SUSPENSION, 0, 0)


def test_une_suspension_changee_en_retrait_s_arrete_avec_l_acte(acte, responsable):
    suspension = suspendre(acte, responsable)
    retrait = date(2026, 4, 1)
    retirer_habilitation(habilitation=acte, le=retrait, motif="Rien n’a été corrigé.", par=responsable, a=midi(retrait))
    suspension.refresh_from_db()
    assert (suspension.au, suspension.levee_par) == (date(2026, 3, 31), None)
    assert Courriel.objects.latest("pk").objet == "Retrait de votre habilitation"
    assert habilite(acte, LE - timedelta(days=1), LE, retrait) == [True, False, False]
    assert not Habilitation.objects.ouvertes(retrait).exists()


def test_un_organisme_suspendu_s_audite_et_son_renouvellement_part_de_la_fin_de_l_acte(responsable):
    scene = Scene()
    acte = HabilitationFactory(organisme=scene.organisme)
    suspendre(acte, responsable)
    assert scene.declenche(LE).habilitation == acte
    audit = scene.notifie(LE)
    assert scene.decide(audit, LE).dossier.habilitation.date_effet == date(2029, 1, 1)


# --- « habilité ce jour-là ? » -----------------------------------------------------------------


def test_la_reponse_dit_pourquoi_pour_tout_jour_passe(acte, responsable):
    suspension = suspendre(acte, responsable)
    lever(suspension, responsable, date(2026, 3, 23))
    retirer_habilitation(
        habilitation=acte, le=date(2027, 1, 4), motif="Avis absents.", par=responsable, a=midi(date(2027, 1, 4))
    )
    attendues = {
        date(2023, 12, 31): (False, "Aucune habilitation n’avait pris effet."),
        date(2026, 3, 1): (True, "Habilitation du 1er janvier 2024 au 31 décembre 2028."),
        LE: (False, "Habilitation suspendue du 2 mars 2026 au 22 mars 2026."),
        date(2026, 3, 23): (True, "Habilitation du 1er janvier 2024 au 31 décembre 2028."),
        date(2027, 1, 4): (False, "Habilitation retirée à compter du 4 janvier 2027."),
    }
    reponses = {le: reponse_habilitation(acte.organisme, le) for le in attendues}
    lues = {le: (r.habilite, r.raison.replace("\u00a0", " ").replace("1ᵉʳ", "1er")) for le, r in reponses.items()}
    assert lues == attendues
    assert (reponses[LE].suspension, reponses[LE].acte) == (suspension, acte)
    echu = HabilitationFactory(date_effet=date(2019, 1, 1), date_fin=date(2023, 12, 31))
    assert "a pris fin le 31" in reponse_habilitation(echu.organisme, LE).raison


def test_la_page_repond_a_la_date_demandee(connecte, agent, acte, responsable, django_assert_max_num_queries):
    suspendre(acte, responsable)
    page = reverse("organisme_habilite", args=[acte.organisme_id])
    for personne in (agent, creer_membre(acte.organisme)):
        client = connecte(personne)
        client.get(page)
        with django_assert_max_num_queries(4 + 6):
            reponse = client.get(page, {"le": LE.isoformat()})
        assert reponse.context["reponse"].suspension is not None
        assert "Grilles remises sans émargement" in reponse.content.decode()
        assert client.get(page, {"le": "hier"}).context["reponse"] is None
    assert connecte(creer_membre(OrganismeFactory())).get(page).status_code == 404


# --- scope -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certification", "blocs", "certifications", "blocs_permis", "hors"),
    [
        (1, [], set(), set(), False),
        (1, [], {1}, set(), False),
        (1, [], {2}, set(), True),
        (1, [], set(), {10, 11}, True),
        (1, [10], set(), {10, 11}, False),
        (1, [10, 12], set(), {10, 11}, True),
        (1, [12], {1}, {10}, False),
        (1, [None], set(), {10}, True),
    ],
)
def test_un_acte_sans_liste_couvre_tout_une_liste_ne_couvre_qu_elle(
    certification, blocs, certifications, blocs_permis, hors
):
    """HABILITATION-PERIMETRE"""
    assert regles.hors_perimetre(certification, blocs, certifications, blocs_permis) == hors


def test_le_perimetre_est_date_et_s_imprime(acte, responsable):
    """HABILITATION-PERIMETRE: from the first day of the act to its last; without an end, of everything again."""
    certification = creer_referentiel().certification
    options = {"habilitation": acte, "blocs": [], "moyens": "Deux tours.", "par": responsable, "a": midi(LE)}
    fixer_perimetre(du=LE, au=None, certifications=[certification], **options)
    fixer_perimetre(du=date(2027, 1, 1), au=None, certifications=[], **options)
    lus = [perimetre_le(acte, le) for le in (date(2026, 3, 1), LE, date(2027, 1, 1))]
    assert [perimetre and perimetre.lignes for perimetre in lus] == [None, [str(certification)], []]
    fixer_perimetre(du=date(2028, 12, 31), au=date(2028, 12, 31), certifications=[certification], **options)
    for du, au, certifications in (
        (date(2029, 1, 1), None, [certification]),
        (LE, date(2029, 1, 1), [certification]),
        (LE, LE, []),
    ):
        with pytest.raises(RegleNonRespectee) as erreur:
            fixer_perimetre(du=du, au=au, certifications=certifications, **options)
        assert erreur.value.regle == regles.PERIMETRE


def test_l_attestation_du_jour_porte_le_perimetre_et_se_refuse_a_un_suspendu(connecte, responsable, acte):
    le = horloge.aujourdhui()
    certification = creer_referentiel().certification
    client = connecte(responsable)
    page = reverse("perimetre_fixer", args=[acte.pk])
    saisie = {"du": le.isoformat(), "au": "", "blocs": "BDC9999", "moyens": "Deux tours.", "certifications": []}
    assert "Bloc inconnu : BDC9999." in client.post(page, saisie).content.decode().replace("\u00a0", " ")
    saisie |= {"blocs": "", "certifications": [certification.pk]}
    assert client.post(page, saisie).status_code == 302
    attestation = client.get(reverse("habilitation_attestation", args=[acte.pk]))
    texte = " ".join(texte_du_pdf(attestation.content).split())
    assert (certification.intitule in texte, "Deux tours." in texte) == (True, True)
    suspendre(acte, responsable, du=le)
    assert client.get(reverse("habilitation_attestation", args=[acte.pk])).status_code == 404


def test_le_centre_n_atteste_pas_ce_qu_un_autre_a_donne(connecte, responsable):
    """HABILITATION-AILLEURS: the proof on file is that centre's own act."""
    acte = saisir_habilitation(
        organisme=OrganismeFactory(),
        date_effet=horloge.aujourdhui(),
        acte=("acte.pdf", pdf(), "application/pdf"),
        autre_centre="UIMM de l’Anjou",
        par=responsable,
        a=horloge.maintenant(),
    )
    client, adresse = connecte(responsable), reverse("habilitation_attestation", args=[acte.pk])
    assert client.get(adresse).status_code == 404
    page = client.get(acte.get_absolute_url()).content.decode()
    assert (adresse in page, "UIMM de l’Anjou" in page) == (False, True)


def test_l_acte_signe_se_depose_et_un_autre_le_remplace_avec_son_motif(connecte, agent, acte):
    client, page = connecte(agent), reverse("habilitation_detail", args=[acte.pk])
    adresse = reverse("habilitation_deposer_acte", args=[acte.pk])
    assert "Déposer l’acte signé" in " ".join(client.get(page).content.decode().split())

    def deposer(nom: str, **champs):
        return client.post(adresse, {"fichier": SimpleUploadedFile(nom, pdf(), "application/pdf")} | champs)

    deposer("scan.pdf")
    acte.refresh_from_db()
    premier = acte.acte
    assert (premier.nom, "Remplacer" in client.get(page).content.decode()) == ("scan.pdf", True)
    assert "obligatoire" in deposer("autre.pdf").content.decode()
    with pytest.raises(ErreurMetier, match="dites pourquoi"):
        deposer_acte_signe(
            habilitation=acte, fichier=("x.pdf", pdf(), "application/pdf"), motif=" ", par=agent, a=midi(LE)
        )
    deposer("autre.pdf", motif="La page 2 manquait.")
    acte.refresh_from_db()
    assert (acte.acte.nom, Fichier.objects.filter(pk=premier.pk).exists()) == ("autre.pdf", True)
    phrase = journal_de(acte.organisme).first().phrase
    assert "Il remplace scan.pdf" in phrase
    assert phrase.endswith("La page 2 manquait.")

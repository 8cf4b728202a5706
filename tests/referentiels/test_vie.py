"""The life of a certification: in force, suppressed; its sector, its fiches, the codes of its blocs, its CQPI."""

from datetime import date

import pytest
from django.urls import reverse

from certif_portal.commun.journal import journal_de
from referentiels.choix import EtatReferentiel
from referentiels.models import CodeBloc, Referentiel
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db


def test_publier_depuis_l_ecran(connecte, responsable, referentiel) -> None:
    brouillon = Referentiel.objects.create(certification=referentiel.certification, intitule="Nouvel intitulé")
    client, adresse = connecte(responsable), reverse("referentiel_publier", args=[brouillon.pk])
    assert "Mettre en vigueur" in client.get(brouillon.get_absolute_url()).content.decode()
    refus = client.post(adresse, {"date_gtp": "2999-01-01"})
    assert (
        refus.context["formulaire"]
        .errors["date_gtp"][0]
        .startswith("La décision du 1er\u00a0janvier\u00a02999 est à venir")
    )
    client.post(adresse, {"date_gtp": "2026-01-05"})
    brouillon.refresh_from_db()
    referentiel.refresh_from_db()
    assert (brouillon.etat, brouillon.date_gtp) == (EtatReferentiel.EN_VIGUEUR, date(2026, 1, 5))
    assert referentiel.etat == EtatReferentiel.REMPLACE
    page = client.get(referentiel.certification.get_absolute_url())
    assert [a.phrase.partition(",")[0] for a in page.context["actes"]] == ["Version en vigueur"]
    assert "Rien n’est encore consigné" not in page.content.decode()
    encore = client.post(adresse, {"date_gtp": "2026-01-05"})
    assert "C’est déjà fait" in str(encore.context["formulaire"].errors)


def test_supprimer_depuis_l_ecran_et_le_dire(connecte, responsable, membre_of, referentiel) -> None:
    certification = referentiel.certification
    client, adresse = connecte(responsable), reverse("certification_supprimer", args=[certification.pk])
    vide = client.post(adresse, {})
    assert set(vide.context["formulaire"].errors) == {"le", "motif", "texte"}
    envoi = {"le": "2026-02-03", "motif": "obsolescence", "texte": "Le métier a disparu."}
    assert client.post(adresse, envoi).url == certification.get_absolute_url()
    page = client.get(certification.get_absolute_url()).content.decode()
    assert "supprimée par décision du GTP du 3\u00a0février\u00a02026" in page.replace("&nbsp;", "\u00a0")
    assert page.count("Certification supprimée par le GTP") == 1
    assert "Le métier a disparu." in page
    public = connecte(membre_of).get(certification.get_absolute_url()).content.decode()
    assert "PARCOURS-ENGAGE" in public
    assert "Le métier a disparu." not in public


def test_preciser_le_secteur(connecte, responsable, referentiel) -> None:
    certification = referentiel.certification
    adresse = reverse("certification_modifier", args=[certification.pk])
    for _ in range(2):
        connecte(responsable).post(adresse, {"secteur": "Construction navale"})
    certification.refresh_from_db()
    assert certification.secteur == "Construction navale"
    assert [entree.phrase for entree in journal_de(certification)] == ["Secteur d’activités : Construction navale."]


@pytest.mark.parametrize("role", ["agent", "auditeur", "membre_of", "evaluateur", "jure"])
@pytest.mark.parametrize(
    "nom", ["certification_supprimer", "certification_modifier", "enregistrement_saisir", "equivalence_cqpi"]
)
def test_le_responsable_seul_ecrit(role: str, nom: str, request, connecte, referentiel) -> None:
    personne = request.getfixturevalue(role)
    client = connecte(getattr(personne, "utilisateur", personne))
    assert client.post(reverse(nom, args=[referentiel.certification.pk])).status_code == 403


def test_la_page_d_une_certification_en_brouillon_est_au_centre(connecte, agent, membre_of) -> None:
    certification = CertificationFactory()
    Referentiel.objects.create(certification=certification, intitule="x")
    adresse = certification.get_absolute_url()
    assert connecte(agent).get(adresse).status_code == 200
    assert connecte(membre_of).get(adresse).status_code == 404


@pytest.mark.parametrize("code", ["RNCP88888BC01", "BDC0170", "01", "RNCP99999"])
def test_code_de_bloc_d_une_autre_fiche_refuse(code: str, connecte, responsable, referentiel) -> None:
    fiche = referentiel.certification.enregistrements.get()
    bloc = referentiel.blocs.first().bloc
    reponse = connecte(responsable).post(reverse("codes_blocs", args=[fiche.pk]), {f"bloc_{bloc.pk}": code})
    assert f"« {code} » lu, attendu « RNCP99999BC01 »" in str(reponse.context["formulaire"].errors).replace(
        "\u00a0", " "
    )
    assert CodeBloc.objects.count() == 0


def test_les_codes_des_blocs_se_saisissent(connecte, responsable, referentiel) -> None:
    fiche = referentiel.certification.enregistrements.get()
    premier, second = (contenu.bloc for contenu in referentiel.blocs.order_by("compositions__ordre"))
    client, adresse = connecte(responsable), reverse("codes_blocs", args=[fiche.pk])
    client.post(adresse, {f"bloc_{premier.pk}": "RNCP99999BC01", f"bloc_{second.pk}": ""})
    assert list(CodeBloc.objects.values_list("bloc", "code")) == [(premier.pk, "RNCP99999BC01")]
    assert client.get(adresse).context["formulaire"].fields[f"bloc_{premier.pk}"].initial == "RNCP99999BC01"


def test_saisir_une_fiche(connecte, responsable, referentiel) -> None:
    certification = referentiel.certification
    client, adresse = connecte(responsable), reverse("enregistrement_saisir", args=[certification.pk])
    envoi = {"code": "rncp 40664", "date_enregistrement": "2025-05-23", "date_fin": "2030-05-23"}
    assert client.post(adresse, envoi | {"date_fin": "2020-01-01"}).status_code == 200
    assert "n’est" not in str(client.post(adresse, envoi | {"code": "40664"}).context["formulaire"].errors["code"])
    assert client.post(adresse, envoi).url == certification.get_absolute_url()
    assert certification.enregistrements.get(code="RNCP40664").date_fin == date(2030, 5, 23)


def test_saisir_le_cqpi_des_deux_cotes(connecte, responsable, agent, referentiel, cqpi) -> None:
    cqpm = referentiel.certification
    creer_referentiel(certification=cqpi)
    adresse = reverse("equivalence_cqpi", args=[cqpm.pk])
    connecte(responsable).post(adresse, {"cqpi": cqpi.pk, "debut": "2024-01-01"})
    for page, attendu in ((cqpm, cqpi), (cqpi, cqpm)):
        fiche = connecte(agent).get(page.get_absolute_url()).context["fiche"]
        assert [(j.pk, j.debut, j.fin) for j in fiche.jumelles] == [(attendu.pk, date(2024, 1, 1), None)]

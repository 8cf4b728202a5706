"""The life of a certification: in force, suppressed; its sector, its fiches, the codes of its blocs, its CQPI."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from referentiels.choix import EtatReferentiel, MotifSuppression, TypeCertification
from referentiels.models import CodeBloc, EquivalenceCQPI, Referentiel
from referentiels.queries.certification import blocs_et_codes, cqpi_equivalent
from referentiels.services.certification import declarer_equivalence, supprimer_certification
from referentiels.services.demande import creer_demande
from referentiels.services.repertoire import coder_blocs, inscrire_au_repertoire
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
LE = date(2026, 11, 20)
SOCLE, CADRE = 3, 1


def supprimer(certification, **champs):
    donnees = {"le": LE, "motif": MotifSuppression.USAGE, "texte": "Une promotion en cinq ans.", "par": None, "a": A}
    return supprimer_certification(certification=certification, **donnees | champs)


# ---------------------------------------------------------------- suppression


@pytest.mark.sqlite
def test_supprimer(referentiel) -> None:
    """SUPPRESSION-MOTIVEE, CERTIFICATION-SUPPRESSION"""
    certification = supprimer(referentiel.certification)
    referentiel.refresh_from_db()
    assert (referentiel.etat, certification.supprimee_le) == (EtatReferentiel.SUPPRIME, LE)
    assert (certification.motif_suppression, certification.texte_suppression) == ("usage", "Une promotion en cinq ans.")
    assert [entree.phrase for entree in journal_de(certification)] == [
        "Certification supprimée par le GTP le 20\u00a0novembre\u00a02026. "
        "Usage : moins de deux promotions sur les cinq dernières années. Une promotion en cinq ans."
    ]


def test_une_version_remplacee_le_reste(referentiel) -> None:
    ancienne = Referentiel.objects.create(
        certification=referentiel.certification, intitule="x", etat=EtatReferentiel.REMPLACE, date_gtp=date(2010, 1, 1)
    )
    supprimer(referentiel.certification)
    ancienne.refresh_from_db()
    assert ancienne.etat == EtatReferentiel.REMPLACE


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"le": date(2026, 11, 21)}, "CERTIFICATION-SUPPRESSION"),
        ({"motif": "envie"}, "SUPPRESSION-MOTIVEE"),
        ({"motif": ""}, "SUPPRESSION-MOTIVEE"),
        ({"texte": " "}, "SUPPRESSION-MOTIVEE"),
    ],
)
def test_suppression_refusee(referentiel, champs: dict, code: str) -> None:
    """SUPPRESSION-MOTIVEE"""
    with pytest.raises(RegleNonRespectee) as refus:
        supprimer(referentiel.certification, **champs)
    assert refus.value.regle.code == code
    referentiel.certification.refresh_from_db()
    assert referentiel.certification.supprimee_le is None


def test_on_ne_supprime_ni_deux_fois_ni_avant_la_version_ni_un_brouillon(referentiel) -> None:
    with pytest.raises(ErreurMetier, match="ne peut pas la précéder"):
        supprimer(referentiel.certification, le=date(2022, 3, 11))
    certification = supprimer(referentiel.certification, le=date(2022, 3, 12))
    with pytest.raises(ErreurMetier, match="déjà supprimée"):
        supprimer(certification)
    with pytest.raises(ErreurMetier, match="rien à supprimer"):
        supprimer(CertificationFactory())


# ---------------------------------------------------------------- screens


def test_publier_depuis_l_ecran(connecte, responsable, referentiel) -> None:
    brouillon = Referentiel.objects.create(certification=referentiel.certification, intitule="Nouvel intitulé")
    client, adresse = connecte(responsable), reverse("referentiel_publier", args=[brouillon.pk])
    assert "Mettre en vigueur" in client.get(brouillon.get_absolute_url()).content.decode()
    refus = client.post(adresse, {"date_gtp": "2999-01-01"})
    assert (
        refus.context["form"].errors["date_gtp"][0].startswith("La décision du 1er\u00a0janvier\u00a02999 est à venir")
    )
    client.post(adresse, {"date_gtp": "2026-01-05"})
    brouillon.refresh_from_db()
    referentiel.refresh_from_db()
    assert (brouillon.etat, brouillon.date_gtp) == (EtatReferentiel.EN_VIGUEUR, date(2026, 1, 5))
    assert referentiel.etat == EtatReferentiel.REMPLACE
    encore = client.post(adresse, {"date_gtp": "2026-01-05"})
    assert "C’est déjà fait" in str(encore.context["form"].errors)


def test_supprimer_depuis_l_ecran_et_le_dire(connecte, responsable, membre_of, referentiel) -> None:
    certification = referentiel.certification
    client, adresse = connecte(responsable), reverse("certification_supprimer", args=[certification.pk])
    vide = client.post(adresse, {})
    assert set(vide.context["form"].errors) == {"le", "motif", "texte"}
    envoi = {"le": "2026-02-03", "motif": "obsolescence", "texte": "Le métier a disparu."}
    assert client.post(adresse, envoi).url == certification.get_absolute_url()
    page = client.get(certification.get_absolute_url()).content.decode()
    assert "supprimée par décision du GTP du 3\u00a0février\u00a02026" in page.replace("&nbsp;", "\u00a0")
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


@pytest.mark.parametrize("nombre", [1, 6])
def test_la_page_coute_un_nombre_fixe_de_requetes(
    nombre: int, connecte, responsable, django_assert_max_num_queries
) -> None:
    referentiel = creer_referentiel(nombre_blocs=nombre, competences_par_bloc=3)
    certification = referentiel.certification
    fiche = certification.enregistrements.get()
    blocs = {bloc: f"RNCP99999BC{rang:02d}" for rang, (bloc, _) in enumerate(blocs_et_codes(fiche)[0], 1)}
    coder_blocs(enregistrement=fiche, codes=blocs, par=None, a=A)
    for rang in range(nombre):
        cqpi = CertificationFactory(type="CQPI")
        dates = {"debut": date(2000 + rang, 1, 1), "fin": date(2000 + rang, 6, 1)}
        EquivalenceCQPI.objects.create(cqpm=certification, cqpi=cqpi, **dates)
        creer_demande(nature="revision", intitule="", certification=certification, motif="", par=responsable, a=A)
    client = connecte(responsable)
    with django_assert_max_num_queries(SOCLE + CADRE + 4):
        lue = client.get(certification.get_absolute_url()).context["fiche"]
    assert [(b.competences, [c.code for c in b.codes]) for b in lue.blocs] == [
        (3, [f"RNCP99999BC{rang:02d}"]) for rang in range(1, nombre + 1)
    ]
    assert (len(lue.jumelles), len(lue.demandes), len(lue.repertoire)) == (nombre, nombre, 1)


# ---------------------------------------------------------------- répertoire, codes, CQPI


def _fiche(certification, code: str, debut: date, fin: date, **champs):
    return inscrire_au_repertoire(
        certification=certification, code=code, date_enregistrement=debut, date_fin=fin, par=None, a=A, **champs
    )


def test_un_renouvellement_porte_un_autre_numero_et_garde_l_ancien(referentiel) -> None:
    certification = referentiel.certification
    certification.enregistrements.all().delete()
    ancienne = _fiche(certification, "RNCP35281", date(2020, 5, 23), date(2025, 5, 23))
    nouvelle = _fiche(certification, "RNCP39215", date(2025, 5, 24), date(2030, 5, 24), renouvelle=ancienne)
    assert [(e.code, getattr(e.renouvelle, "code", None)) for e in certification.enregistrements.all()] == [
        ("RNCP39215", "RNCP35281"),
        ("RNCP35281", None),
    ]
    assert journal_de(certification).first().phrase.endswith("Elle renouvelle RNCP35281.")
    with pytest.raises(ErreurMetier, match="lui est postérieure"):
        _fiche(certification, "RNCP35281", date(2020, 5, 23), date(2025, 5, 23), renouvelle=nouvelle)
    with pytest.raises(ErreurMetier, match="autre certification"):
        _fiche(CertificationFactory(), "RNCP1", date(2030, 1, 1), date(2031, 1, 1), renouvelle=nouvelle)


def test_un_bloc_partage_a_un_code_par_fiche(referentiel) -> None:
    """BDC for ever, RNCPnnnnnBCnn as long as the fiche: one per CQPM that holds the bloc."""
    contenu = referentiel.blocs.first()
    autre = creer_referentiel(rncp=False, nombre_blocs=0)
    autre.compositions.create(version_bloc=contenu, ordre=1)
    fiche = referentiel.certification.enregistrements.get()
    seconde = _fiche(autre.certification, "RNCP88888", date(2024, 1, 1), date(2029, 1, 1))
    coder_blocs(enregistrement=fiche, codes={contenu.bloc: "rncp 99999 BC 1"}, par=None, a=A)
    coder_blocs(enregistrement=seconde, codes={contenu.bloc: "RNCP88888BC03"}, par=None, a=A)
    assert [code.code for code in contenu.bloc.codes.order_by("code")] == ["RNCP88888BC03", "RNCP99999BC01"]
    coder_blocs(enregistrement=fiche, codes={contenu.bloc: ""}, par=None, a=A)
    assert [code.code for code in contenu.bloc.codes.all()] == ["RNCP88888BC03"]


@pytest.mark.parametrize("code", ["RNCP88888BC01", "BDC0170", "01", "RNCP99999"])
def test_code_de_bloc_d_une_autre_fiche_refuse(code: str, connecte, responsable, referentiel) -> None:
    fiche = referentiel.certification.enregistrements.get()
    bloc = referentiel.blocs.first().bloc
    reponse = connecte(responsable).post(reverse("codes_blocs", args=[fiche.pk]), {f"bloc_{bloc.pk}": code})
    assert f"« {code} » lu, attendu « RNCP99999BC01 »" in str(reponse.context["form"].errors)
    assert CodeBloc.objects.count() == 0


def test_les_codes_des_blocs_se_saisissent(connecte, responsable, referentiel) -> None:
    fiche = referentiel.certification.enregistrements.get()
    premier, second = (contenu.bloc for contenu in referentiel.blocs.order_by("compositions__ordre"))
    client, adresse = connecte(responsable), reverse("codes_blocs", args=[fiche.pk])
    client.post(adresse, {f"bloc_{premier.pk}": "RNCP99999BC01", f"bloc_{second.pk}": ""})
    assert list(CodeBloc.objects.values_list("bloc", "code")) == [(premier.pk, "RNCP99999BC01")]
    assert client.get(adresse).context["form"].fields[f"bloc_{premier.pk}"].initial == "RNCP99999BC01"


def test_saisir_une_fiche(connecte, responsable, referentiel) -> None:
    certification = referentiel.certification
    client, adresse = connecte(responsable), reverse("enregistrement_saisir", args=[certification.pk])
    envoi = {"code": "rncp 40664", "date_enregistrement": "2025-05-23", "date_fin": "2030-05-23"}
    assert client.post(adresse, envoi | {"date_fin": "2020-01-01"}).status_code == 200
    assert "n’est" not in str(client.post(adresse, envoi | {"code": "40664"}).context["form"].errors["code"])
    assert client.post(adresse, envoi).url == certification.get_absolute_url()
    assert certification.enregistrements.get(code="RNCP40664").date_fin == date(2030, 5, 23)


@pytest.fixture
def cqpi(db):
    return CertificationFactory(type=TypeCertification.CQPI, intitule="Opérateur en usinage interbranches")


def _equivalence(cqpm, cqpi, debut: date, fin: date | None = None):
    return declarer_equivalence(cqpm=cqpm, cqpi=cqpi, debut=debut, fin=fin, par=None, a=A)


@pytest.mark.parametrize(
    ("le", "trouve"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2024, 2, 29), True),
        (date(2024, 3, 1), False),
    ],
)
def test_l_equivalence_est_datee_les_deux_bouts_comptent(le: date, trouve: bool, referentiel, cqpi) -> None:
    _equivalence(referentiel.certification, cqpi, date(2020, 1, 1), date(2024, 2, 29))
    assert cqpi_equivalent(referentiel.certification, le) == (cqpi if trouve else None)


def test_equivalence_refusee(referentiel, cqpi) -> None:
    cqpm = referentiel.certification
    with pytest.raises(ErreurMetier, match="Un CQPM et un CQPI sont attendus"):
        _equivalence(cqpi, cqpm, date(2020, 1, 1))
    _equivalence(cqpm, cqpi, date(2020, 1, 1))
    with pytest.raises(ErreurMetier, match="déjà un équivalent"):
        _equivalence(cqpm, CertificationFactory(type="CQPI"), date(2021, 1, 1))
    _equivalence(cqpm, cqpi, date(2020, 1, 1), date(2020, 12, 31))
    _equivalence(cqpm, cqpi, date(2021, 1, 1))
    assert [(e.debut, e.fin) for e in cqpm.equivalences_cqpi.all()] == [
        (date(2021, 1, 1), None),
        (date(2020, 1, 1), date(2020, 12, 31)),
    ]
    with pytest.raises(ErreurMetier, match="précède son début"):
        _equivalence(cqpm, cqpi, date(2019, 1, 1), date(2018, 1, 1))


def test_saisir_le_cqpi_des_deux_cotes(connecte, responsable, agent, referentiel, cqpi) -> None:
    cqpm = referentiel.certification
    creer_referentiel(certification=cqpi)
    adresse = reverse("equivalence_cqpi", args=[cqpm.pk])
    connecte(responsable).post(adresse, {"cqpi": cqpi.pk, "debut": "2024-01-01"})
    for page, attendu in ((cqpm, cqpi), (cqpi, cqpm)):
        fiche = connecte(agent).get(page.get_absolute_url()).context["fiche"]
        assert [(j.pk, j.debut, j.fin) for j in fiche.jumelles] == [(attendu.pk, date(2024, 1, 1), None)]

"""Fiches of the répertoires: renewals, codes of blocs."""

from datetime import date

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from referentiels.models import EquivalenceCQPI
from referentiels.queries.certification import blocs_et_codes
from referentiels.services.demande import creer_demande
from referentiels.services.repertoire import coder_blocs, inscrire_au_repertoire
from tests.referentiels.factories import CertificationFactory, creer_referentiel
from tests.referentiels.vie import A

SOCLE, CADRE = 3, 1
pytestmark = pytest.mark.django_db


def _fiche(certification, code: str, debut: date, fin: date, **champs):
    return inscrire_au_repertoire(
        certification=certification, code=code, date_enregistrement=debut, date_fin=fin, par=None, a=A, **champs
    )


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


def test_des_dates_corrigees_disent_pourquoi_et_ce_qu_elles_etaient(referentiel) -> None:
    """A decision may rest on the fiche: the same dates again say nothing, other dates need a reason."""
    certification = referentiel.certification
    certification.enregistrements.all().delete()
    dates = (date(2020, 5, 23), date(2025, 5, 23))
    _fiche(certification, "RNCP35281", *dates)
    _fiche(certification, "RNCP35281", *dates)
    with pytest.raises(ErreurMetier, match="dites pourquoi ses dates changent"):
        _fiche(certification, "RNCP35281", dates[0], date(2026, 5, 23))
    fiche = _fiche(certification, "RNCP35281", dates[0], date(2026, 5, 23), motif="Arrêté du 3 mars.")
    assert fiche.date_fin == date(2026, 5, 23)
    assert journal_de(certification).first().phrase.replace("\u00a0", " ") == (
        "Fiche RNCP35281 : enregistrée du 23 mai 2020 jusqu’au 23 mai 2026. "
        "Avant : du 23 mai 2020 jusqu’au 23 mai 2025. Motif : Arrêté du 3 mars."
    )

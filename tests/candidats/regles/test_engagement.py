"""The version and the certification on the day of engagement, at their bounds; a registration and a projet agree."""

from dataclasses import replace
from datetime import date

import pytest

from candidats.donnees import DonneesInscription, DonneesProjet
from candidats.regles.constat import FaitsReferentiel
from candidats.regles.depot import manques_au_depot
from candidats.regles.engagement import Engagement, pourquoi_fermee, version_refusee
from candidats.regles.projet import manques_projet

JOUR = date(2026, 11, 10)
VEILLE, LENDEMAIN = date(2026, 11, 9), date(2026, 11, 11)
FAITS = FaitsReferentiel(
    pk=1,
    type="CQPM",
    numero="0187",
    intitule="Usinage",
    date_gtp=date(2024, 1, 1),
    remplacee_le=None,
    supprimee_le=None,
    periodes_rncp=(),
    blocs=(),
)
CAS = [
    ({}, []),
    ({"date_gtp": JOUR}, []),
    ({"date_gtp": LENDEMAIN}, ["REFERENTIEL-APPLICATION"]),
    ({"date_gtp": None}, ["REFERENTIEL-APPLICATION"]),
    ({"remplacee_le": VEILLE}, ["REFERENTIEL-APPLICATION"]),
    ({"remplacee_le": JOUR}, ["REFERENTIEL-APPLICATION"]),
    ({"remplacee_le": LENDEMAIN}, []),
    ({"supprimee_le": JOUR}, ["CERTIFICATION-SUPPRESSION"]),
    ({"supprimee_le": LENDEMAIN}, []),
]


@pytest.mark.parametrize(("faits", "codes"), CAS)
def test_une_version_se_juge_le_jour_de_l_engagement(faits, codes):
    """REFERENTIEL-APPLICATION, CERTIFICATION-SUPPRESSION: the very day of a decision, the new state holds."""
    assert [constat.regle.code for constat in version_refusee(replace(FAITS, **faits), JOUR)] == codes


@pytest.mark.parametrize(("faits", "codes"), CAS)
def test_l_inscription_et_le_projet_jugent_de_meme(faits, codes):
    faits = replace(FAITS, **faits)
    inscription = manques_au_depot(DonneesInscription(entree_formation=JOUR), faits, piece_deposee=True, le=JOUR)
    projet = manques_projet(DonneesProjet(entree_formation=JOUR), faits, JOUR)
    for constats in (inscription, projet):
        assert [constat.regle.code for constat in constats if constat.champ == "referentiel"] == codes


@pytest.mark.parametrize(("remplacee_le", "perimee"), [(None, False), (VEILLE, True), (JOUR, True), (LENDEMAIN, False)])
def test_une_version_remplacee_le_jour_meme_est_perimee(remplacee_le, perimee):
    assert Engagement(JOUR, remplacee_le=remplacee_le).version_perimee == perimee


@pytest.mark.parametrize(("supprimee_le", "acheve"), [(None, True), (JOUR, False), (LENDEMAIN, True)])
def test_un_parcours_engage_la_veille_de_la_suppression_s_acheve(supprimee_le, acheve):
    """PARCOURS-ENGAGE"""
    assert Engagement(JOUR, supprimee_le=supprimee_le).acheve == acheve


def test_une_version_remplacee_dit_depuis_quand_et_quoi_choisir():
    """REFERENTIEL-APPLICATION"""
    [constat] = version_refusee(replace(FAITS, remplacee_le=VEILLE), JOUR)
    assert constat.message == (
        "Cette version est remplacée depuis le 9\u00a0novembre\u00a02026\u00a0: choisissez la version en vigueur."
    )


@pytest.mark.parametrize(
    ("sorte", "premiere", "supprimee_le", "raison"),
    [
        ("PPC", None, None, "délivrée par l’entreprise"),
        ("CQPM", None, None, "pas encore en vigueur"),
        ("CQPM", date(2024, 1, 1), date(2026, 11, 9), "supprimée le 9 novembre 2026"),
        ("CQPM", date(2026, 12, 24), date(2026, 11, 10), "n’est en vigueur que le 24 décembre 2026"),
        ("CQPM", date(2026, 12, 24), None, "n’est en vigueur que le 24 décembre 2026"),
    ],
)
def test_une_certification_fermee_dit_pourquoi(sorte, premiere, supprimee_le, raison):
    """ENGAGEMENT-INSCRIPTION: suppressed fifteen days before, it may no longer be chosen; fourteen, it still is."""
    assert raison in pourquoi_fermee(sorte, premiere, supprimee_le, date(2026, 11, 24)).replace("\xa0", " ")

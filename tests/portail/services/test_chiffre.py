"""The figures of a year, from recorded facts: what is told, what is told together, what is not."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from candidats.choix import EtatInscription, Portee, Voie
from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.typographie import jour_de
from certif_portal.portail.choix import AxeChiffre, EtapeDelai, MesureChiffre
from certif_portal.portail.models import AnneeChiffree, Chiffre
from certif_portal.portail.services.chiffre import annees, demander_chiffres, etablir_chiffres, etablir_tout
from jurys.models import DecisionBloc
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.habilitations.factories import OrganismeFactory
from tests.jurys.factories import dossier_pret, jury_clos
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 30, 2, 20, tzinfo=UTC)
HIVER, PRINTEMPS = date(2026, 2, 10), date(2026, 5, 12)


def decider(nombre, le=HIVER, *, admis=None, referentiel, organisme, agent, **champs):
    """So many people decided that day, deposited sixty days before; the first `admis` of them admitted."""
    reussis = nombre if admis is None else admis
    return [
        InscriptionFactory(
            referentiel=referentiel,
            organisme=organisme,
            entreprise=None,
            acceptee_par=agent,
            deposee_le=date.fromordinal(le.toordinal() - 60 - rang),
            decidee_le=le,
            etat=EtatInscription.ADMISE if rang < reussis else EtatInscription.NON_ADMISE,
            **champs,
        )
        for rang in range(nombre)
    ]


@pytest.fixture
def cadre(agent):
    """Two certifications of two OFs."""
    a, b = creer_referentiel(), creer_referentiel()
    x, y = OrganismeFactory(), OrganismeFactory()
    return {
        "a": {"referentiel": a, "organisme": x, "agent": agent},
        "b": {"referentiel": b, "organisme": y, "agent": agent},
    }


def dits(axe, mesure=MesureChiffre.CERTIFICATIONS, **filtre):
    return list(
        Chiffre.objects.filter(axe=axe, mesure=mesure, **filtre)
        .order_by("rang", "trimestre")
        .values_list("cle", "trimestre", "groupes", "nombre", "reussites")
    )


def test_le_total_les_axes_et_les_trimestres(cadre):
    decider(6, HIVER, admis=5, **cadre["a"])
    decider(5, PRINTEMPS, admis=4, **cadre["a"])
    decider(5, HIVER, admis=1, **cadre["b"])
    etablir_chiffres(annee=2026, a=A)
    a, b = (str(cadre[nom]["referentiel"].certification_id) for nom in "ab")
    assert dits(AxeChiffre.TOUT) == [("", 0, 1, 16, 10), ("", 1, 1, 11, None), ("", 2, 1, 5, None)]
    assert dits(AxeChiffre.CERTIFICATION) == [
        (a, 0, 1, 11, None),
        (a, 1, 1, 6, None),
        (a, 2, 1, 5, None),
        (b, 0, 1, 5, None),
        (b, 1, 1, 5, None),
    ]
    assert dits(AxeChiffre.VOIE) == [(Voie.FORMATION, 0, 1, 16, 10)]
    assert dits(AxeChiffre.TOUT, MesureChiffre.INSCRIPTIONS) == [("", 0, 1, 5, None), ("", 1, 1, 5, None)]
    assert AnneeChiffree.objects.get().etablie_le == A


def test_combien_ont_reussi_se_dit_quand_ni_les_uns_ni_les_autres_ne_sont_quelques_uns(cadre):
    """CHIFFRES-SECRET: six refused of one, seven of the other, quarter by quarter; one less of the second, and what
    the first tells would be a subtraction."""
    decider(16, HIVER, admis=10, **cadre["a"])
    decider(12, PRINTEMPS, admis=7, **cadre["a"])
    decider(12, HIVER, admis=7, **cadre["b"])
    etablir_chiffres(annee=2026, a=A)
    a, b = (str(cadre[nom]["referentiel"].certification_id) for nom in "ab")
    assert dits(AxeChiffre.TOUT) == [("", 0, 1, 40, 24), ("", 1, 1, 28, 17), ("", 2, 1, 12, 7)]
    croises = [(a, 0, 1, 28, 17), (a, 1, 1, 16, 10), (a, 2, 1, 12, 7), (b, 0, 1, 12, 7), (b, 1, 1, 12, 7)]
    assert dits(AxeChiffre.CERTIFICATION) == croises
    Inscription.objects.filter(
        pk=Inscription.objects.filter(
            referentiel=cadre["b"]["referentiel"], etat=EtatInscription.NON_ADMISE
        ).values_list("pk", flat=True)[0]
    ).update(etat=EtatInscription.ADMISE)
    etablir_chiffres(annee=2026, a=A)
    assert dits(AxeChiffre.TOUT) == [("", 0, 1, 40, 25), ("", 1, 1, 28, 18), ("", 2, 1, 12, 7)]
    assert dits(AxeChiffre.CERTIFICATION) == [(*ligne[:4], None) for ligne in croises]


def test_une_competence_ne_se_dit_pas_quand_sa_difference_avec_sa_certification_est_de_quelques_uns(agent):
    """CHIFFRES-SECRET: seven refused, of whom five failed the second competence, and two another one."""
    referentiel = creer_referentiel()
    complets = [dossier_pret(referentiel=referentiel) for _ in range(5)]
    refuses = [dossier_pret(referentiel=referentiel, non_maitrisees=(2 if rang < 5 else 1,)) for rang in range(7)]
    jury = jury_clos(*complets, non_admis=tuple(refuses), par=agent)
    Inscription.objects.update(resultat_retenu=False)
    etablir_chiffres(annee=jury.date.year, a=A)
    assert [ligne[3:] for ligne in dits(AxeChiffre.CERTIFICATION, trimestre=0)] == [(12, 5)]
    dites = Counter(ligne[3:] for ligne in dits(AxeChiffre.COMPETENCE))
    assert (dites[12, 7], dites[12, 10], dites[12, None]) == (0, 0, 2)


def test_les_delais_se_disent_en_mediane_et_en_neuf_sur_dix(cadre):
    """Sixty, sixty-one… sixty-nine days: the fifth, the ninth."""
    decider(10, **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    tout = Chiffre.objects.get(axe=AxeChiffre.TOUT, mesure=MesureChiffre.CERTIFICATIONS, trimestre=0)
    assert tout.delai(EtapeDelai.JURY) == (64, 68)
    assert tout.delai(EtapeDelai.REMISE) is None  # no certificate was handed over


def test_les_delais_entre_chaque_etape_d_un_vrai_jury(agent):
    """Each from the dates of the files, and none that nobody dated."""
    referentiel = creer_referentiel()
    dossiers = [dossier_pret(referentiel=referentiel) for _ in range(5)]
    jury = jury_clos(*dossiers, par=agent)
    type(dossiers[0]).objects.update(resultat_retenu=False)
    etablir_chiffres(annee=jury.date.year, a=A)
    tout = Chiffre.objects.get(axe=AxeChiffre.TOUT, mesure=MesureChiffre.CERTIFICATIONS, trimestre=0)
    attendus = {}
    for etape, debut, fin in (
        ("acceptation", lambda i: i.deposee_le, lambda i: jour_de(i.acceptee_le)),
        ("livret", lambda i: jour_de(i.acceptee_le), lambda i: jour_de(i.livret.valide_le)),
        ("evaluation", lambda i: jour_de(i.livret.valide_le), lambda i: jour_de(i.grille.scellee_le)),
        ("avis", lambda i: jour_de(i.avis.demande_le), lambda i: jour_de(i.avis.rendu_le)),
        ("deliberation", lambda i: jour_de(i.grille.scellee_le), lambda i: i.decidee_le),
        ("jury", lambda i: i.deposee_le, lambda i: i.decidee_le),
    ):
        lus = [type(dossier).objects.get(pk=dossier.pk) for dossier in dossiers]
        jours = sorted((fin(lu) - debut(lu)).days for lu in lus)
        if jours[0] >= 0:
            attendus[etape] = [jours[2], jours[4]]
    assert len(attendus) >= 5
    assert {etape: tout.delais.get(etape) for etape in attendus} == attendus
    assert "remise" not in tout.delais
    assert "remise-seule" not in tout.delais


def test_un_delai_de_quatre_personnes_ne_se_dit_pas(cadre):
    """CHIFFRES-SECRET: six decided, two of whom were deposited afterwards: four are left."""
    faits = decider(6, **cadre["a"])
    type(faits[0]).objects.filter(pk__in=[fait.pk for fait in faits[:2]]).update(deposee_le=date(2026, 3, 1))
    etablir_chiffres(annee=2026, a=A)
    assert not Chiffre.objects.filter(delais__has_key=EtapeDelai.JURY).exists()


def test_une_certification_de_quatre_personnes_est_reunie_a_une_autre(cadre):
    """CHIFFRES-SECRET: four of fifteen would be fifteen less eleven."""
    decider(11, **cadre["a"])
    decider(4, **cadre["b"])
    etablir_chiffres(annee=2026, a=A)
    assert dits(AxeChiffre.CERTIFICATION) == [("", 0, 2, 15, 15), ("", 1, 1, 15, 15)]


@pytest.mark.parametrize(("nombre", "lignes"), [(4, 0), (5, 4)])
def test_sous_cinq_personnes_une_annee_n_a_pas_de_chiffre(cadre, nombre, lignes):
    """CHIFFRES-SECRET"""
    decider(nombre, **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    assert len({ligne.axe for ligne in Chiffre.objects.filter(mesure=MesureChiffre.CERTIFICATIONS)}) == lignes


def test_cinq_inscriptions_d_une_seule_personne_ne_sont_pas_cinq_personnes(cadre):
    """CHIFFRES-SECRET"""
    decider(5, candidat=CandidatFactory(), **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    assert Chiffre.objects.count() == 0


def test_un_resultat_pas_encore_dit_n_est_le_chiffre_de_personne(cadre):
    decider(6, **cadre["a"])
    decider(6, resultat_retenu=True, **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    assert dits(AxeChiffre.TOUT, trimestre=0) == [("", 0, 1, 6, 6)]


def test_les_blocs_vises_seuls_ne_sont_pas_des_certifications(cadre):
    decider(6, portee=Portee.BLOCS, **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    assert dits(AxeChiffre.TOUT) == []


def test_une_annee_refaite_remplace_l_ancienne(cadre):
    decider(6, **cadre["a"])
    etablir_chiffres(annee=2026, a=A)
    premieres = Chiffre.objects.count()
    demander_chiffres(annee=2026, a=A)
    assert AnneeChiffree.objects.get().demandee_le == A
    assert etablir_chiffres(annee=2026, a=A) == premieres == Chiffre.objects.count()
    assert AnneeChiffree.objects.get().demandee_le is None


def test_toutes_les_annees_depuis_la_premiere_inscription(cadre):
    assert list(annees(date(2026, 11, 30))) == [2026]
    decider(1, date(2024, 2, 1), **cadre["a"])  # deposited in December 2023
    assert list(annees(date(2026, 11, 30))) == [2026, 2025, 2024, 2023]
    etablir_tout(le=date(2026, 11, 30), a=A)
    assert list(AnneeChiffree.objects.values_list("annee", flat=True)) == [2026, 2025, 2024, 2023]


def test_les_blocs_et_les_competences_d_un_vrai_jury(agent, cadre):
    """Ten whole certifications, of which five fail their second competence; five aim at the first bloc alone."""
    referentiel = creer_referentiel()
    complets = [dossier_pret(referentiel=referentiel) for _ in range(5)]
    refuses = [dossier_pret(referentiel=referentiel, non_maitrisees=(2,)) for _ in range(5)]
    seuls = [dossier_pret(referentiel=referentiel, blocs=(1,)) for _ in range(5)]
    jury = jury_clos(*complets, *seuls, non_admis=tuple(refuses), par=agent)
    Inscription.objects.update(resultat_retenu=False)
    etablir_chiffres(annee=jury.date.year, a=A)
    certification = str(referentiel.certification_id)
    premier, second = (str(version.bloc_id) for version in referentiel.blocs.order_by("bloc__numero"))
    assert dits(AxeChiffre.CERTIFICATION, trimestre=0) == [(certification, 0, 1, 10, 5)]
    assert dict.fromkeys(ligne[0] for ligne in dits(AxeChiffre.BLOC, sous=certification)).keys() == {premier, second}
    assert {ligne[3:] for ligne in dits(AxeChiffre.BLOC, sous=certification)} == {(10, 5), (10, 10)}
    assert dits(AxeChiffre.BLOC, MesureChiffre.BLOCS) == [(premier, 0, 1, 5, 5)]
    competences = dits(AxeChiffre.COMPETENCE, sous=certification)
    assert sorted(ligne[3:] for ligne in competences)[0] == (10, 5)
    assert {ligne[3:] for ligne in competences} == {(10, 5), (10, 10)}


def test_un_bloc_delivre_dans_une_certification_refusee_n_est_pas_vise_seul(agent):
    """Decision 0245, the centre's setting: five aim at the first bloc alone, a sixth gets it within the whole."""
    parametres()
    ParametresCentre.objects.update(blocs_cqpm_delivres=True)
    referentiel = creer_referentiel()
    seuls = [dossier_pret(referentiel=referentiel, blocs=(1,)) for _ in range(5)]
    refuse = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury = jury_clos(*seuls, non_admis=(refuse,), par=agent)
    type(refuse).objects.update(resultat_retenu=False)
    assert DecisionBloc.objects.filter(presentation__inscription=refuse).count() == 1
    etablir_chiffres(annee=jury.date.year, a=A)
    assert dits(AxeChiffre.TOUT, MesureChiffre.BLOCS, trimestre=0) == [("", 0, 1, 5, 5)]

"""The annual report: of a finished year, drawn from the facts, frozen, made again under another version."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.urls import reverse

from candidats.choix import EtapeEnquete, SituationInsertion
from candidats.models import EnqueteInsertion
from certif_portal.commun.declencheurs import LigneScellee
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.portail.models import RapportAnnuel
from certif_portal.portail.queries.rapport import faits_du_rapport
from certif_portal.portail.services.rapport import demander_rapport, etablir_rapport
from habilitations.models import Suspension
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_organisme_habilite
from tests.jurys.lecture import texte
from tests.portail.services.test_chiffre import HIVER, PRINTEMPS, cadre, decider  # noqa: F401

pytestmark = pytest.mark.django_db
A = datetime(2027, 1, 4, 9, tzinfo=UTC)


def lu(rapport) -> str:
    return texte(octets_de(rapport.document.fichier)).replace("\xa0", " ")


def test_une_annee_se_raconte_quand_elle_est_finie(responsable):
    """The last bad day, the first good one."""
    with pytest.raises(ErreurMetier, match="2026 n’est pas finie"):
        demander_rapport(annee=2026, par=responsable, a=datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert demander_rapport(annee=2026, par=responsable, a=datetime(2027, 1, 1, 12, tzinfo=UTC)).version == 1


def test_ce_qu_il_dit_se_recompte_a_la_main(responsable, cadre):  # noqa: F811
    """Seventeen of one certification (eleven admitted), eleven of another (six, then seven): nobody else, and an OF
    accredited."""
    decider(6, HIVER, admis=5, **cadre["a"])
    printemps = decider(11, PRINTEMPS, admis=6, **cadre["a"])
    decider(11, HIVER, admis=6, **cadre["b"])
    for rang, inscription in enumerate(printemps):
        EnqueteInsertion.objects.create(
            inscription=inscription,
            etape=EtapeEnquete.SIX_MOIS,
            prevue_le=date(2026, 11, 12),
            envoyee_le=A,
            repondue_le=A,
            situation=SituationInsertion.EMPLOI if rang > 4 else SituationInsertion.RECHERCHE,
            metier_vise=True if rang > 4 else None,
        )
    creer_organisme_habilite()
    rapport = etablir_rapport(demander_rapport(annee=2026, par=responsable, a=A).pk, a=A)
    faits = rapport.contenu
    assert faits["totaux"] == [["Le centre", 11, 28, 17, None, None]]  # those of winter were deposited the year before
    assert [ligne[1:4] for ligne in faits["certification"]] == [[11, 17, 11], [None, 11, 6]]
    assert [ligne[:4] for ligne in faits["trimestres"]] == [
        ["1ᵉʳ trimestre", 11, 17, 11],
        ["2ᵉ trimestre", None, 11, 6],
    ]
    assert faits["insertion"] == [["À six mois", 11, 6, 6]]
    assert "Du dépôt au jury" in [ligne[0] for ligne in faits["delais"]]
    dit = lu(rapport)
    assert "Rapport annuel 2026 des certifications" in dit
    assert "17 sur 28, 61 %" in dit
    assert "6 sur 11, 55 %" in dit
    assert [entree.phrase for entree in journal_de(rapport)] == ["Rapport annuel 2026, version 1 établi."]


def test_les_organismes_habilites_sont_ceux_du_dernier_jour_de_l_annee(responsable):
    """One that began that day and one that ends it; an OF that has two acts is one. Not the one suspended, withdrawn,
    over the day before or accredited the day after."""
    commence, finit, retire, avant, apres, suspendu = (OrganismeFactory() for _ in range(6))
    dernier, premier = date(2026, 12, 31), date(2027, 1, 1)
    HabilitationFactory(organisme=commence, date_effet=dernier, date_fin=date(2031, 12, 30))
    HabilitationFactory(organisme=finit, date_effet=date(2022, 1, 1), date_fin=dernier)
    HabilitationFactory(organisme=finit, date_effet=dernier, date_fin=date(2031, 12, 30))
    HabilitationFactory(
        organisme=retire, date_effet=date(2022, 1, 1), date_fin=premier, retiree_le=dernier, motif_retrait="Cessation."
    )
    HabilitationFactory(organisme=avant, date_effet=date(2022, 1, 1), date_fin=date(2026, 12, 30))
    HabilitationFactory(organisme=apres, date_effet=premier, date_fin=date(2031, 12, 31))
    acte = HabilitationFactory(organisme=suspendu, date_effet=date(2023, 1, 1), date_fin=date(2027, 12, 31))
    Suspension.objects.create(habilitation=acte, du=dernier, motif="Écarts.", decidee_par=responsable, decidee_le=A)
    assert faits_du_rapport(2026, premier)["organismes"] == 2


def test_une_annee_vide_se_raconte_aussi(responsable):
    rapport = etablir_rapport(demander_rapport(annee=2026, par=responsable, a=A).pk, a=A)
    assert "Aucune personne cette année" in lu(rapport)
    assert "Chiffres arrêtés au 4 janvier 2027." in " ".join(lu(rapport).split())


def test_refait_c_est_une_autre_version_avec_sa_raison(responsable):
    premier = demander_rapport(annee=2026, par=responsable, a=A)
    assert demander_rapport(annee=2026, par=responsable, a=A) == premier  # not made yet
    etablir_rapport(premier.pk, a=A)
    document = etablir_rapport(premier.pk, a=A).document_id  # played twice
    with pytest.raises(ErreurMetier, match="dites pourquoi"):
        demander_rapport(annee=2026, motif=" ", par=responsable, a=A)
    second = etablir_rapport(demander_rapport(annee=2026, motif="PV rectifié.", par=responsable, a=A).pk, a=A)
    dit = "4 janvier 2027. Cette version remplace la précédente : PV rectifié."
    assert (second.version, second.motif, dit in " ".join(lu(second).split())) == (2, "PV rectifié.", True)
    assert RapportAnnuel.objects.get(version=1).document_id == document
    assert journal_de(second)[0].phrase == "Rapport annuel 2026, version 2 établi : PV rectifié."


def test_un_rapport_etabli_ne_change_plus(responsable):
    """Whoever writes: the database refuses."""
    rapport = etablir_rapport(demander_rapport(annee=2026, par=responsable, a=A).pk, a=A)
    for change in ({"contenu": {"totaux": []}}, {"motif": "Autre"}, {"annee": 2025}):
        with pytest.raises(LigneScellee), transaction.atomic():
            RapportAnnuel.objects.filter(pk=rapport.pk).update(**change)
    with pytest.raises(LigneScellee), transaction.atomic():
        rapport.delete()


def test_le_responsable_le_demande_l_auditeur_le_lit(responsable, auditeur, agent, connecte, horloge_au):
    horloge_au(date(2027, 1, 4))
    client = connecte(responsable)
    reponse = client.post(reverse("rapportannuel_etablir"), {"annee": "2026", "motif": ""})
    assert reponse.url == reverse("rapportannuel_liste")
    [rapport] = RapportAnnuel.objects.all()
    page = connecte(auditeur).get(reponse.url).content.decode()
    assert "<b>Rapport 2026</b>, version 1" in page
    fichier = connecte(auditeur).get(reverse("rapportannuel_fichier", args=[rapport.pk]))
    assert b"".join(fichier) if fichier.streaming else fichier.content
    assert connecte(agent).get(reverse("rapportannuel_etablir")).status_code == 403
    refus = client.post(reverse("rapportannuel_etablir"), {"annee": "2026", "motif": ""}).content.decode()
    assert "dites pourquoi il est refait" in refus


def test_ce_que_la_page_tait_ne_se_soustrait_pas_du_rapport(cadre):  # noqa: F811
    """INSERTION-SEUIL: two promotions of the year, one of which four answered: their page withholds it, and the
    report the whole, until the fifth answers."""
    grande, petite = decider(6, HIVER, **cadre["a"]), decider(5, HIVER, **cadre["b"])
    for inscription in (*grande, *petite):
        EnqueteInsertion.objects.create(
            inscription=inscription,
            etape=EtapeEnquete.SIX_MOIS,
            prevue_le=date(2026, 8, 10),
            envoyee_le=A,
            repondue_le=A if inscription != petite[-1] else None,
            situation=SituationInsertion.EMPLOI,
            metier_vise=True,
        )
    assert faits_du_rapport(2026, date(2027, 1, 4))["insertion"] == []
    EnqueteInsertion.objects.update(repondue_le=A)
    assert faits_du_rapport(2026, date(2027, 1, 4))["insertion"] == [["À six mois", 11, 11, 11]]
    EnqueteInsertion.objects.filter(inscription__in=[*grande[:2], *petite[:2]]).update(metier_vise=None)
    assert faits_du_rapport(2026, date(2027, 1, 4))["insertion"] == [["À six mois", 11, 11, None]]

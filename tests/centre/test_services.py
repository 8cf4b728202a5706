"""The responsable's writes on the settings of the centre, each told in its journal."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from certif_portal.centre.choix import TypeVerso
from certif_portal.centre.models import DelegationSignature, Tarif, UsageForfait, VersoCertificat, parametres
from certif_portal.centre.queries import versos_le
from certif_portal.centre.services import (
    enregistrer_delegation,
    enregistrer_parametres,
    enregistrer_tarif,
    enregistrer_usage_forfait,
    enregistrer_verso,
)
from certif_portal.centre.versos import VERSO_CCPI, VERSO_CQPI
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de

pytestmark = pytest.mark.django_db


def phrases() -> list[str]:
    return [entree.phrase.replace("\u00a0", " ") for entree in journal_de(parametres())]


def test_un_reglage_change_se_dit_et_le_reste_demeure(responsable, instant):
    avant = parametres().rapport_jours
    centre = enregistrer_parametres(donnees={"nom": "Centre de l’Ouest"}, par=responsable, a=instant)
    assert (centre.nom, centre.rapport_jours) == ("Centre de l’Ouest", avant)
    assert len(phrases()) == 1
    enregistrer_parametres(donnees={"nom": "Centre de l’Ouest"}, par=responsable, a=instant)
    assert len(phrases()) == 1, "rien n’a changé, rien n’est dit"
    donnees = {"prefixe_certificat": "UC", "president_nom": "Anne", "projet_exige": True}
    enregistrer_parametres(donnees=donnees, par=responsable, a=instant)
    assert phrases()[0] == (
        "Paramètres modifiés : président de l’UIMM : rien → « Anne » ; préfixe du numéro de certificat : « MC » → "
        "« UC » ; refuser une inscription sans projet avalisé ni positionnement : non → oui."
    )


def test_une_delegation_se_donne_puis_se_corrige(responsable, instant):
    donnees = {"nom": "Anne Prigent", "qualite": "Directrice", "debut": date(2026, 1, 1), "fin": None}
    delegation = enregistrer_delegation(delegation=None, donnees=donnees, par=responsable, a=instant)
    assert phrases()[0] == "Délégation de signature : Anne Prigent, Directrice, du 1er janvier 2026."
    corrigee = enregistrer_delegation(
        delegation=delegation, donnees=donnees | {"fin": date(2026, 12, 31)}, par=responsable, a=instant
    )
    assert (corrigee.pk, DelegationSignature.objects.get().fin) == (delegation.pk, date(2026, 12, 31))
    assert phrases()[0] == (
        "Délégation de signature : Anne Prigent, Directrice, du 1er janvier 2026 au 31 décembre 2026 "
        "(avant : Anne Prigent, Directrice, du 1er janvier 2026)."
    )


def test_un_tarif_redit_le_meme_jour_remplace_le_premier(responsable, instant):
    donnees = {"nature": Tarif._meta.get_field("nature").choices[0][0], "debut": date(2026, 1, 1)}
    for montant in ("120.00", "135.50"):
        enregistrer_tarif(donnees=donnees | {"montant": Decimal(montant)}, par=responsable, a=instant)
    assert [tarif.montant for tarif in Tarif.objects.filter(**donnees)] == [Decimal("135.50")]
    assert phrases()[0].endswith("135.50 € à compter du 01/01/2026 (avant : 120.00 €).")
    enregistrer_tarif(
        donnees=donnees | {"debut": date(2027, 1, 1), "montant": Decimal(140)}, par=responsable, a=instant
    )
    assert Tarif.objects.filter(nature=donnees["nature"], montant__in=[Decimal("135.50"), Decimal(140)]).count() == 2


def test_l_usage_du_forfait_redit_le_meme_jour_remplace_le_premier(responsable, instant):
    fait = UsageForfait._meta.get_field("fait").choices[0][0]
    blocs = UsageForfait._meta.get_field("blocs").choices[0][0]
    donnees = {"debut": date(2026, 1, 1), "fait": fait, "blocs": blocs}
    for inclus in (True, False):
        usage = enregistrer_usage_forfait(donnees=donnees | {"cqpi_inclus": inclus}, par=responsable, a=instant)
    assert [(u.pk, u.cqpi_inclus) for u in UsageForfait.objects.filter(debut=date(2026, 1, 1))] == [(usage.pk, False)]


def test_un_verso_a_des_versions_et_chacune_son_temps(responsable):
    """Those of the annexes until another is written; at an instant, the version in force then."""
    avant, premier, second = (datetime(2026, mois, 1, tzinfo=UTC) for mois in (1, 2, 3))
    assert versos_le(avant) == {"CQPI": VERSO_CQPI, "CCPI": VERSO_CCPI}
    enregistrer_verso(type_verso=TypeVerso.CQPI, texte="Charte de 2026.", par=responsable, a=premier)
    enregistrer_verso(type_verso=TypeVerso.CQPI, texte="", par=responsable, a=second)
    assert [versos_le(a)["CQPI"] for a in (avant, premier, second)] == [VERSO_CQPI, "Charte de 2026.", ""]
    assert versos_le(second)["CCPI"] == VERSO_CCPI
    assert journal_de(parametres())[0].phrase.replace("\u00a0", " ") == "Verso modifié : Certificat de CQPI (annexe 9)."
    with pytest.raises(ErreurMetier, match="Rien ne change"):
        enregistrer_verso(type_verso=TypeVerso.CQPI, texte="", par=responsable, a=second)
    assert VersoCertificat.objects.count() == 2

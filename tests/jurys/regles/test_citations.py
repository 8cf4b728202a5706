"""What each rule once cited wrongly cites now: the passage of its own text, or a setting or reading said as such."""

import pytest

from candidats.regles.acquis import ACQUIS_REPRIS
from candidats.regles.inscription import INSCRIPTION_PREALABLE
from candidats.regles.livret import LIVRET_SITUATION
from candidats.regles.rapport import RAPPORT_DELAI
from certif_portal.commun.regles import Origine
from certif_portal.portail.catalogue import regles
from certif_portal.portail.regles import RELANCE_ETAPES
from habilitations.regles import OBSERVATIONS
from jurys.regles.delai import AVIS_AVANT_JURY

DISPOSITIF = "Dispositif CPNEFP du 27 octobre 2020"
REGLAGE = "Réglage du centre (défaut proposé par le portail)"


@pytest.mark.parametrize(
    ("regle", "origine", "texte", "passage"),
    [
        (ACQUIS_REPRIS, Origine.NATIONALE, DISPOSITIF, "partie 2, chapitre 3, § 4.B, "),
        (LIVRET_SITUATION, Origine.LECTURE, "Décision 0204", "Ce que le texte privilégie"),
        (INSCRIPTION_PREALABLE, Origine.CENTRE, "Usage du centre (défaut : CERTIMÉTAL UIMM 35-56)", "critère 3"),
        (AVIS_AVANT_JURY, Origine.CENTRE, REGLAGE, "jours laissés entre l’avis"),
        (RAPPORT_DELAI, Origine.CENTRE, REGLAGE, "« dans les délais et conditions préalablement fixés »"),
        (OBSERVATIONS, Origine.CENTRE, REGLAGE, "échange contradictoire"),
        (RELANCE_ETAPES, Origine.CENTRE, REGLAGE, "étapes des relances"),
    ],
)
def test_chaque_citation_corrigee_le_reste(regle, origine, texte, passage):
    assert (regle.origine, regle.source.texte) == (origine, texte)
    assert regle.source.passage.startswith(passage)


def test_le_livret_dit_ce_que_le_texte_privilegie():
    """« privilégiée » is the word of the text; it forbids nothing."""
    assert "est privilégiée" in LIVRET_SITUATION.enonce


def test_le_code_du_travail_n_est_pas_le_dispositif():
    du_code = [ligne.regle for ligne in regles() if ligne.regle.source.texte.startswith("Code du travail")]
    assert len(du_code) >= 4
    assert {regle.origine for regle in du_code} == {Origine.LOI}

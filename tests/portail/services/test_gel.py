"""A legal hold: for a reason, once, shown, lifted."""

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.portail.services.gel import geler_dossier, lever_gel

pytestmark = pytest.mark.django_db


def test_un_dossier_se_gele_une_fois_avec_un_motif(inscription, responsable, instant):
    with pytest.raises(ErreurMetier):
        geler_dossier(inscription=inscription, motif=" ", par=responsable, a=instant)
    geler_dossier(inscription=inscription, motif="Recours.", par=responsable, a=instant)
    with pytest.raises(ErreurMetier, match="déjà gelé"):
        geler_dossier(inscription=inscription, motif="Encore.", par=responsable, a=instant)
    assert "Recours." in journal_de(inscription).first().phrase


def test_un_gel_se_leve_une_fois(inscription, responsable, instant):
    with pytest.raises(ErreurMetier, match="pas gelé"):
        lever_gel(inscription=inscription, par=responsable, a=instant)
    gel = geler_dossier(inscription=inscription, motif="Recours.", par=responsable, a=instant)
    lever_gel(inscription=inscription, par=responsable, a=instant)
    gel.refresh_from_db()
    assert (gel.leve_par, gel.leve_le) == (responsable, instant)
    geler_dossier(inscription=inscription, motif="De nouveau.", par=responsable, a=instant)

"""The members convened in time, the unions asked before."""

from datetime import date

import pytest

from certif_portal.commun.erreurs import RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from jurys.choix import TRANSITIONS_JURY, EtatJury
from jurys.models import Jury
from jurys.services.composition import annuler_jury, modifier_jury
from jurys.services.convocation import convoquer_jury
from tests.jurys.composition import LIMITE, A
from tests.jurys.factories import OrganisationSyndicaleFactory, creer_jury_compose

pytestmark = pytest.mark.django_db


def test_convoquer_ecrit_aux_membres_et_copie_les_organisations(agent):
    """JURY-CONVOCATION: the last good day."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    for demande in jury.demandes.all():
        demande.organisation.courriel = f"{demande.organisation.sigle.lower()}@exemple.fr"
        demande.organisation.save()
    convoquer_jury(jury=jury, le=LIMITE, par=agent, a=A)
    jury.refresh_from_db()
    assert (jury.etat, jury.convoque_le) == (EtatJury.CONVOQUE, LIMITE)
    convocations = Courriel.objects.filter(acte="jury_convocation")
    assert convocations.count() == 2
    assert "Vous présidez le jury paritaire" in convocations.get(destinataire="presidente@exemple.fr").texte
    copies = Courriel.objects.filter(acte="jury_convocation_copie")
    assert sorted(copies.values_list("destinataire", flat=True)) == sorted(
        f"{d.organisation.sigle.lower()}@exemple.fr" for d in jury.demandes.all()
    )
    assert "À convoquer par courrier : Paul Salarié, Paul Salarié." in journal_de(jury)[0].phrase


@pytest.mark.parametrize(
    ("defaire", "regle"),
    [
        (lambda jury: None, "JURY-CONVOCATION"),
        (lambda jury: OrganisationSyndicaleFactory(), "JURY-DESIGNATION"),
        (lambda jury: jury.membres.filter(preside=True).delete(), "JURY-PRESIDENT"),
    ],
)
def test_ce_qui_empeche_de_convoquer(agent, defaire, regle):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    defaire(jury)
    le = date(2026, 11, 24) if regle == "JURY-CONVOCATION" else LIMITE
    with pytest.raises(RegleNonRespectee, match=regle):
        convoquer_jury(jury=jury, le=le, par=agent, a=A)
    jury.refresh_from_db()
    assert (jury.etat, Courriel.objects.count()) == (EtatJury.PREPARATION, 0)


def test_avancer_la_date_rend_les_demandes_tardives(agent):
    """JURY-DESIGNATION: asked on 2 November, for a jury now held on 16 November."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    modifier_jury(jury=jury, date_jury=date(2026, 11, 16), heure=None, lieu="Nantes", par=agent, a=A)
    jury.refresh_from_db()
    with pytest.raises(RegleNonRespectee, match="Sollicitées trop tard"):
        convoquer_jury(jury=jury, le=date(2026, 11, 1), par=agent, a=A)


@pytest.mark.parametrize("de", EtatJury)
def test_la_convocation_et_l_annulation_suivent_la_table(agent, de):
    jury = creer_jury_compose()
    Jury.objects.filter(pk=jury.pk).update(etat=de, clos_le=A)
    for vers, acte in (
        (EtatJury.CONVOQUE, lambda: convoquer_jury(jury=jury, le=LIMITE, par=agent, a=A)),
        (EtatJury.ANNULE, lambda: annuler_jury(jury=jury, motif="x", par=agent, a=A)),
    ):
        if vers not in TRANSITIONS_JURY[de]:
            with pytest.raises(TransitionInterdite):
                acte()

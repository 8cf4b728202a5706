"""What the portal does across the apps."""

from datetime import timedelta

import pytest
from django.core.exceptions import TooManyFieldsSent

from candidats.choix import EtatInscription, NatureIncident
from candidats.regles.livret import LIVRET_MOIS
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.models import Courriel
from certif_portal.portail.choix import EtatExport
from certif_portal.portail.models import Export, Relance
from certif_portal.portail.services import demander_export, mettre_fin, preparer_export, relancer_dossier
from evaluations.services.grille import apprecier
from referentiels.models import Competence
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import SEANCE, creer_commission, declarer, planifier
from tests.habilitations.dossier import midi
from tests.jurys.factories import creer_jury_compose, dossier_pret, presenter

pytestmark = pytest.mark.django_db


def test_la_fin_d_un_parcours_laisse_la_seance_deja_evaluee(organisme, agent, evaluateur, autre_evaluateur):
    """Its turns to come are given back; the one where something was judged stays, with what was judged."""
    inscription = InscriptionFactory(organisme=organisme)
    [tenue, a_venir] = [
        creer_commission(evaluateur, autre_evaluateur, date=jour) for jour in (SEANCE, SEANCE + timedelta(days=7))
    ]
    premiere, *restent = Competence.objects.order_by("version_bloc", "ordre")
    passage = planifier(inscription, commission=tenue, competences=[premiere])
    planifier(inscription, commission=a_venir, competences=restent)
    declarer(passage)
    apprecier(
        grille=inscription.grille,
        competence=passage.competences.get(),
        passage=passage,
        maitrisee=True,
        commentaire="",
        evaluateur=evaluateur,
        a=midi(SEANCE),
    )
    mettre_fin(
        inscription=inscription, nature=NatureIncident.ABANDON, le=SEANCE, motif="Départ.", par=agent, a=midi(SEANCE)
    )
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.abandonnee_le) == (EtatInscription.ABANDONNEE, SEANCE)
    assert list(inscription.passages.values_list("pk", flat=True)) == [passage.pk]
    assert passage.appreciations.count() == 1


def test_un_candidat_presente_a_un_jury_s_en_detache_d_abord(agent, referentiel, instant, jour):
    inscription = dossier_pret(referentiel=referentiel)
    jury = creer_jury_compose()
    presenter(jury, inscription, par=agent)
    with pytest.raises(ErreurMetier, match=f"présenté au jury {jury.numero}"):
        mettre_fin(
            inscription=inscription, nature=NatureIncident.ABANDON, le=jour, motif="Départ.", par=agent, a=instant
        )
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.ACCEPTEE


def test_un_dossier_dont_personne_n_a_d_adresse_ne_se_relance_pas(agent, instant, jour):
    inscription = InscriptionFactory()
    due = Echeance(
        regle=LIVRET_MOIS,
        date_limite=jour,
        libelle="Livret de suivi",
        pour="",
        explication="",
        dossier_type=inscription._meta.label_lower,
        dossier_id=inscription.pk,
        cle="livret",
    )
    with pytest.raises(ErreurMetier, match=r"^Aucune adresse n’est connue pour ce dossier\.$"):
        relancer_dossier(inscription=inscription, echeances=[due], le=jour, par=agent, a=instant)
    assert (Relance.objects.count(), Courriel.objects.count()) == (0, 0)


def test_un_classeur_qui_ne_peut_s_ecrire_le_dit_et_se_redemande(agent, instant, jour):
    """An address that cannot be read: the failure is told to the asker, and to whoever watches the task."""
    demande = {"personne": agent, "nature": "inscriptions", "nombre": 1, "a": instant}
    export = demander_export(**demande, requete="&" * 1000)
    with pytest.raises(TooManyFieldsSent):
        preparer_export(export.pk, le=jour, a=lambda: instant)
    export.refresh_from_db()
    assert (export.etat, export.termine_le, export.fichier) == (EtatExport.ECHEC, instant, None)
    encore = demander_export(**demande, requete="")
    preparer_export(encore.pk, le=jour, a=lambda: instant)
    assert list(Export.objects.values_list("pk", "etat")) == [(encore.pk, EtatExport.PRET)]

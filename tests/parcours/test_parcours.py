"""The way of a registration, told once per route: salarié, demandeur d'emploi, VAE, bloc alone."""

import pytest
from django.core import mail

from candidats.choix import EtatInscription
from candidats.models import Acquis, PieceIdentite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Fichier
from evaluations.models import AvisEntreprise
from jurys.choix import EtatJury, NaturePiece
from jurys.models import Certificat, Jury
from tests.navigateur.scene import texte_du_pdf
from tests.parcours.troupe import ENTREPRISE, Troupe, feuille

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    return Troupe(referentiel)


def texte_du_pv(jury: Jury) -> str:
    return texte_du_pdf(octets_de(jury.pieces.get(nature=NaturePiece.PV).document.fichier))


@pytest.mark.sqlite
def test_un_salarie_non_admis_garde_le_bloc_acquis_et_la_competence_de_l_autre(troupe):
    inscription = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription, non_maitrisees=(4,))
    jury = troupe.tenir_jury(inscription, "NA")
    inscription.refresh_from_db()
    premier, second = [compo.version_bloc for compo in troupe.referentiel.compositions.order_by("ordre")]
    assert (jury.etat, inscription.etat) == (EtatJury.CLOS, EtatInscription.NON_ADMISE)
    entier = Acquis.objects.get(version_bloc=premier)
    competence = Acquis.objects.get(competence=second.competences.get(ordre=1))
    assert Acquis.objects.count() == 2
    assert [(a.rncp, a.expire_le.year - jury.date.year) for a in (entier, competence)] == [(True, 5)] * 2
    assert Certificat.objects.count() == 0
    pv = texte_du_pv(jury)
    for attendu in ("ŒUVRÉ-ÇELIK", "Élodie", "76", "France", "SL", "PDC", "Ateliers Maëlström", "25.62", "NA"):
        assert attendu in pv
    assert (PieceIdentite.objects.get().fichier, Fichier.objects.filter(nom="piece.png").count()) == (None, 0)


def test_un_demandeur_d_emploi_sans_entreprise(troupe):
    """No company: an agent records why the opinion is missing; the PV says nothing of any company."""
    inscription = troupe.inscrire(origine="DE", financements=["POEC"], **troupe.en_formation())
    troupe.deposer_livret(inscription, "candidat")
    troupe.faire(troupe.agent, f"/inscriptions/{inscription.pk}/avis/absence/", motif="Aucune entreprise d’accueil.")
    troupe.tenir_commission(inscription)
    jury = troupe.tenir_jury(inscription, "A")
    inscription.refresh_from_db()
    pv = texte_du_pv(jury)
    assert inscription.etat == EtatInscription.ADMISE
    assert ("DE" in pv, "POEC" in pv, "Ateliers" in pv) == (True, True, False)


def test_l_entreprise_d_un_demandeur_d_emploi_apprise_plus_tard_n_est_jamais_imprimee(troupe):
    inscription = troupe.inscrire(origine="DE", financements=["POEI"], **troupe.en_formation())
    entreprise = {cle.removeprefix("entreprise_"): valeur for cle, valeur in ENTREPRISE.items()}
    troupe.faire(troupe.of, f"/inscriptions/{inscription.pk}/entreprise/", **entreprise)
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription)
    jury = troupe.tenir_jury(inscription, "A")
    inscription.refresh_from_db()
    pv = texte_du_pv(jury)
    assert inscription.entreprise.raison_sociale == "Ateliers Maëlström"
    for interdit in ("Maëlström", "25.62", "rue des Forges"):
        assert interdit not in pv


@pytest.mark.sqlite
def test_une_vae_passe_sans_livret_ni_avis(troupe):
    inscription = troupe.inscrire(
        voie="vae",
        recevabilite_recue_le=troupe.jour(-3),
        origine="SL",
        financements=["CVAE"],
        date_evaluation_prevue=troupe.jour(180),
        **ENTREPRISE,
    )
    troupe.faire(troupe.agent, f"/inscriptions/{inscription.pk}/vae/", accueil_le=troupe.jour(0), accompagnement="")
    troupe.faire(troupe.agent, f"/inscriptions/{inscription.pk}/recevabilite/", recevable="oui", motif="")
    livret2 = {"le": troupe.jour(0), "fichier": feuille()}
    troupe.faire(troupe.of, f"/inscriptions/{inscription.pk}/vae/livret-2/", **livret2)
    troupe.tenir_commission(inscription, nature="validation")
    troupe.tenir_jury(inscription, "A")
    certificat = Certificat.objects.get()
    assert (certificat.type, AvisEntreprise.objects.count()) == ("CQPM", 0)
    assert [m.to for m in mail.outbox if "tuteur@ateliers.example" in m.to] == []


def test_un_bloc_seul_donne_un_certificat_de_bloc(troupe):
    vise = troupe.referentiel.compositions.get(ordre=2).version_bloc
    inscription = troupe.inscrire(
        portee="blocs", blocs=[vise.pk], origine="SL", financements=["CPF"], **ENTREPRISE, **troupe.en_formation()
    )
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription)
    troupe.tenir_jury(inscription, "A")
    certificat = Certificat.objects.get()
    texte = texte_du_pdf(octets_de(certificat.document.fichier))
    assert (certificat.type, certificat.version_bloc) == ("BDC", vise)
    for attendu in ("BLOC DE COMP", vise.bloc.numero, vise.intitule, "Élodie", "Saint-Étienne-du-Rouvray (76)"):
        assert attendu.casefold() in texte.casefold()

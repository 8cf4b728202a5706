"""On acceptance the candidate is told; nobody else is, and never where no address is known."""

from datetime import date

import pytest

from candidats.choix import PreuveCorrection
from candidats.models import ConfirmationEtatCivil, CorrectionIdentite
from candidats.services.confirmation import (
    confirmation_ouverte,
    decider_confirmation,
    demander_confirmation,
    repondre_confirmation,
)
from candidats.services.depot import accepter_inscription
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from tests.candidats.factories import CandidatFactory, EntrepriseFactory, InscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepter(organisme, referentiel, agent, instant):
    def faire(courriel="zoe@exemple.fr", **precisions):
        candidat = CandidatFactory(
            courriel=courriel, identite_verifiee_le=instant, identite_verifiee_par=agent, identite_document="carte"
        )
        inscription = InscriptionFactory(
            deposee=True,
            candidat=candidat,
            organisme=organisme,
            referentiel=referentiel,
            entree_formation=date(2026, 11, 16),
            fin_formation=date(2027, 6, 30),
            deposee_le=date(2026, 11, 18),
            date_evaluation_prevue=date(2027, 5, 20),
            **precisions,
        )
        return accepter_inscription(inscription=inscription, par=agent, a=instant)

    return faire


def test_le_candidat_recoit_certification_etapes_dates_et_notice(accepter, referentiel):
    inscription = accepter()
    courriel = Courriel.objects.get(acte="candidat_accueil")
    assert (courriel.destinataire, courriel.objet) == ("zoe@exemple.fr", "Votre inscription est acceptée")
    for passage in (
        f"« {referentiel.intitule} »",
        "il est attendu au plus tard le 29 janvier 2027",
        "formation du 16 novembre 2026 au 30 juin 2027",
        "évaluation prévue le 20 mai 2027",
        "saisir la CNIL",
    ):
        assert passage in courriel.texte.replace("\xa0", " ")
    dit = journal_de(inscription).get(acte="candidat_prevenu")
    assert dit.phrase == "Courriel d’accueil envoyé au candidat (zoe@exemple.fr)."


def test_la_notice_du_centre_remplace_la_notre(accepter):
    centre = parametres()
    centre.notice_rgpd = "Notre délégué : dpo@centre.example."
    centre.save()
    accepter()
    texte = Courriel.objects.get(acte="candidat_accueil").texte
    assert ("dpo@centre.example" in texte, "CNIL" in texte) == (True, False)


def test_sans_adresse_rien_ne_part_et_le_dossier_le_dit(accepter):
    inscription = accepter(courriel="")
    lettre = Courriel.objects.get(acte="candidat_accueil")  # to print: nothing is sent
    assert (lettre.destinataire, lettre.etat) == ("", EtatCourriel.PAPIER)
    dit = journal_de(inscription).get(acte="candidat_prevenu")
    assert dit.phrase == "Aucune adresse électronique connue : la lettre d’accueil du candidat est à imprimer."


def test_l_initiative_sans_accord_previent_le_candidat_et_jamais_son_entreprise(accepter):
    accepter(
        initiative_sans_accord=True,
        entreprise=EntrepriseFactory(raison_sociale="Marque"),
        tuteur_courriel="tuteur@marque.example",
        superieur_courriel="chef@marque.example",
    )
    assert Courriel.objects.filter(acte="candidat_accueil").count() == 1
    assert [c.destinataire for c in Courriel.objects.all() if "marque.example" in c.destinataire] == []


# --- the candidate's own reading -----------------------------------------------------------------


@pytest.fixture
def ouvert(accepter):
    centre = parametres()
    centre.confirmation_etat_civil = True
    centre.save()
    return accepter()


def lien_de(inscription):
    return Courriel.objects.get(acte="etat_civil_a_confirmer").texte.split("/etat-civil/lien/")[1].split("/")[0]


def saisie(candidat, **change):
    champs = (
        "nom_naissance",
        "nom_usage",
        "prenom",
        "autres_prenoms",
        "sexe",
        "commune_naissance",
        "code_commune_naissance",
        "departement_naissance",
        "pays_naissance",
    )
    return {c: getattr(candidat, c) for c in champs} | {"date_naissance": candidat.date_naissance.isoformat()} | change


def test_ferme_tant_que_le_reglage_ne_l_ouvre_pas(accepter, connecte, agent, instant):
    inscription = accepter()
    assert connecte(agent).get(f"/inscriptions/{inscription.pk}/etat-civil/").status_code == 403
    with pytest.raises(ErreurMetier, match="paramètres"):
        demander_confirmation(inscription=inscription, par=agent, a=instant)


def test_le_lien_se_lit_sans_se_consommer_et_sert_une_fois(ouvert, connecte, agent, client):
    connecte(agent).post(f"/inscriptions/{ouvert.pk}/etat-civil/")
    adresse = f"/etat-civil/lien/{lien_de(ouvert)}/"
    for _ in range(3):
        assert (client.head(adresse).status_code, client.get(adresse).status_code) == (200, 200)
    assert ConfirmationEtatCivil.objects.get().etat == "envoyee"
    client.post(adresse, saisie(ouvert.candidat))
    confirmation = ConfirmationEtatCivil.objects.get()
    assert (confirmation.etat, confirmation.apres) == ("confirmee", {})
    page = client.get(adresse)
    assert page.status_code == 200
    assert ouvert.candidat.nom_naissance not in page.content.decode()
    client.post(adresse, saisie(ouvert.candidat, prenom="Pirate"))
    assert ConfirmationEtatCivil.objects.get().etat == "confirmee"
    assert lien_de(ouvert) not in str(ConfirmationEtatCivil.objects.values().get())


def test_un_lien_perime_ou_remplace_n_ouvre_rien(ouvert, agent, client):
    """CONFIRMATION-ETAT-CIVIL"""
    vieux = demander_confirmation(inscription=ouvert, par=agent, a=horloge.maintenant())
    jeton = lien_de(ouvert)
    assert client.get(f"/etat-civil/lien/{jeton}/").status_code == 200
    demander_confirmation(inscription=ouvert, par=agent, a=horloge.maintenant())
    assert client.get(f"/etat-civil/lien/{jeton}/").status_code == 410
    assert client.get("/etat-civil/lien/inconnu/").status_code == 404
    assert confirmation_ouverte(vieux, vieux.expire_le) is False
    assert (vieux.expire_le - vieux.envoyee_le).days == 15


def proposer(ouvert, connecte, agent, client, **change):
    connecte(agent).post(f"/inscriptions/{ouvert.pk}/etat-civil/")
    client.post(f"/etat-civil/lien/{lien_de(ouvert)}/", saisie(ouvert.candidat, **change))
    return ConfirmationEtatCivil.objects.get()


def test_ce_que_le_candidat_corrige_attend_le_centre(ouvert, connecte, agent, client):
    confirmation = proposer(ouvert, connecte, agent, client, prenom="Zoë", date_naissance="1996-02-28")
    assert (confirmation.etat, confirmation.avant, confirmation.apres) == (
        "a_decider",
        {"prenom": "Zoé", "date_naissance": "1996-02-29"},
        {"prenom": "Zoë", "date_naissance": "1996-02-28"},
    )
    ouvert.candidat.refresh_from_db()
    assert ouvert.candidat.prenom == "Zoé"
    assert str(ouvert.candidat) in connecte(agent).get("/a-faire/etat-civil/").content.decode()
    adresse = f"/etat-civil/{confirmation.pk}/decider/"
    manque = connecte(agent).post(adresse, {"acceptee": "oui", "motif": "Acte présenté."}).content.decode()
    assert "Dites quel justificatif" in manque
    connecte(agent).post(adresse, {"acceptee": "oui", "preuve": PreuveCorrection.ACTE, "motif": "Acte présenté."})
    ouvert.candidat.refresh_from_db()
    assert (ouvert.candidat.prenom, ouvert.candidat.date_naissance) == ("Zoë", date(1996, 2, 28))
    assert CorrectionIdentite.objects.get().preuve == "acte"


def test_le_centre_refuse_avec_un_motif_et_rien_ne_change(ouvert, connecte, agent, client):
    confirmation = proposer(ouvert, connecte, agent, client, prenom="Zoë")
    connecte(agent).post(f"/etat-civil/{confirmation.pk}/decider/", {"acceptee": "non", "motif": "La carte dit Zoé."})
    ouvert.candidat.refresh_from_db()
    confirmation.refresh_from_db()
    assert (ouvert.candidat.prenom, confirmation.etat) == ("Zoé", "refusee")
    assert journal_de(ouvert).filter(phrase__endswith="La carte dit Zoé.").count() == 1
    assert CorrectionIdentite.objects.count() == 0


def test_sans_adresse_rien_ne_se_demande(ouvert, agent, instant):
    ouvert.candidat.courriel = ""
    ouvert.candidat.save()
    with pytest.raises(ErreurMetier, match="Aucune adresse"):
        demander_confirmation(inscription=ouvert, par=agent, a=instant)
    assert ConfirmationEtatCivil.objects.count() == 0


def test_une_correction_se_decide_avec_un_motif_et_son_justificatif(ouvert, agent, instant):
    """CONFIRMATION-ETAT-CIVIL: the link of the day before expires; nothing is decided by halves."""
    confirmation = demander_confirmation(inscription=ouvert, par=agent, a=instant)
    with pytest.raises(ErreurMetier, match="ne peut plus servir"):
        repondre_confirmation(confirmation=confirmation, identite={}, a=confirmation.expire_le)
    ConfirmationEtatCivil.objects.update(etat="a_decider", apres={"prenom": "Zoë"}, repondue_le=instant)
    decision = {"confirmation": confirmation, "acceptee": True, "par": agent, "a": instant}
    with pytest.raises(ErreurMetier, match="Un motif est attendu"):
        decider_confirmation(**decision, motif=" ", preuve=PreuveCorrection.ACTE)
    with pytest.raises(ErreurMetier, match="Le justificatif"):
        decider_confirmation(**decision, motif="Acte lu.", preuve=None)
    assert CorrectionIdentite.objects.count() == 0

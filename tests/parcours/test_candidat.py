"""Stories of a person: a name mended after the jury, a request that comes by the public page."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from candidats.models import DemandeInscription, Inscription
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import DocumentRendu
from evaluations.models import AvisEntreprise, LienAvis
from jurys.models import Certificat
from tests.navigateur.scene import texte_du_pdf
from tests.parcours.troupe import ENTREPRISE, ETAT_CIVIL, Troupe

pytestmark = pytest.mark.django_db(transaction=True)
DU_JURY = ("pv_jury",)  # annexe 14 names the company of a salarié; it goes to the GTP, never to that company


@pytest.fixture
def troupe(horloge_du_mur, referentiel) -> Troupe:
    return Troupe(referentiel)


def test_un_nom_corrige_apres_le_jury_signale_le_certificat_et_le_proces_verbal(troupe):
    inscription = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription)
    troupe.tenir_jury(inscription, "A")
    certificat, fiche = Certificat.objects.get(), f"/candidats/{inscription.candidat_id}"
    assert "L’état civil a changé" not in troupe.agent.get(f"{fiche}/").content.decode()
    troupe.attendre(221)
    civil = {nom: valeur for nom, valeur in ETAT_CIVIL.items() if nom != "piece_type"}
    troupe.faire(
        troupe.agent,
        f"{fiche}/etat-civil/",
        **civil | {"prenom": "Élodie-Anne"},
        preuve="acte",
        motif="Prénom composé.",
    )
    vu = troupe.agent.get(f"{fiche}/").content.decode()
    for attendu in (
        f"Certificat {certificat.numero}",
        "Procès-verbal du jury",
        "Émargement",
        "Prénom composé.",
        "Élodie-Anne",
    ):
        assert attendu in vu
    assert "Élodie-Anne" not in texte_du_pdf(octets_de(certificat.document.fichier))


def test_une_vae_de_sa_propre_initiative_passe_par_la_page_publique(troupe):
    """The candidate is told at each step; the company, never."""
    visiteur = Client()
    visiteur.post(
        "/demande-inscription/",
        {
            "demandeur": "candidat",
            "courriel": "elodie@exemple.fr",
            "nom_naissance": "Œuvré-Çelik",
            "prenom": "Élodie",
            "date_naissance": "1996-02-29",
            "referentiel": troupe.referentiel.pk,
            "voie": "vae",
            "sans_accord": "on",
            "raison_sociale": ENTREPRISE["entreprise_raison_sociale"],
            "siret": ENTREPRISE["entreprise_siret"],
        },
    )
    lien = re.findall(r"/demande-inscription/[^/\s]+/", mail.outbox[-1].body)[0]
    visiteur.post(lien)
    demande = DemandeInscription.objects.get()
    adresse = f"/inscriptions/nouvelle/?referentiel={troupe.referentiel.pk}&demande={demande.pk}"
    repris = {
        n: v
        for n, v in troupe.agent.get(adresse).context["formulaire"].initial.items()
        if v not in (None, False, "", ())
    }
    assert (repris["courriel"], repris["voie"]) == ("elodie@exemple.fr", "vae")
    saisie = (
        repris
        | ETAT_CIVIL
        | ENTREPRISE
        | {
            "initiative_sans_accord": "on",
            "financements": ["CVAE"],
            "recevabilite_recue_le": troupe.jour(-1),
            "date_evaluation_prevue": troupe.jour(180),
            "deposer": "1",
        }
    )
    troupe.faire(troupe.agent, adresse, **saisie)
    inscription = Inscription.objects.get()
    fiche = f"/inscriptions/{inscription.pk}"
    troupe.faire(troupe.agent, f"{fiche}/identite/", type_document="carte", conforme="on")
    troupe.faire(troupe.agent, f"{fiche}/accepter/")
    inscription.refresh_from_db()
    assert (inscription.etat, inscription.organisme, inscription.initiative_sans_accord) == ("acceptee", None, True)
    objets = [message.subject for message in mail.outbox if message.to == ["elodie@exemple.fr"]]
    assert objets == [
        "Confirmez votre demande d’inscription",
        "Votre demande d’inscription est reprise",
        "Votre inscription est acceptée",
    ]
    assert {message.to[0] for message in mail.outbox} == {"elodie@exemple.fr"}


def test_l_initiative_sans_accord_ne_dit_rien_a_l_entreprise_jusqu_au_bout(troupe):
    """The company is planted under its own addresses; from the registration to the survey, nothing goes to it: no mail,
    no link, no letter, no result, no invoice."""
    tuteur, chef = "tuteur@maelstrom.example", "chef@maelstrom.example"
    entreprise = ENTREPRISE | {"tuteur_courriel": tuteur, "superieur_courriel": chef}
    inscription = troupe.inscrire(
        origine="SL",
        initiative_sans_accord="on",
        financements=["CPF"],
        courriel="elodie@exemple.fr",
        **entreprise,
        **troupe.en_formation(),
    )
    troupe.deposer_livret(inscription, "candidat")
    fiche = f"/inscriptions/{inscription.pk}"
    assert "Renvoyer le lien" not in troupe.agent.get(f"{fiche}/").content.decode()
    assert troupe.agent.get(f"{fiche}/avis/lien/").status_code in (403, 404)
    for jours in (90, 150, 179):
        troupe.attendre(jours)
        call_command("relances", "--date", horloge.aujourdhui().isoformat())
    troupe.attendre(0)
    troupe.tenir_commission(inscription)
    jury = troupe.tenir_jury(inscription, "A")
    troupe.attendre(420)
    call_command("relances", "--date", horloge.aujourdhui().isoformat())
    inscription.refresh_from_db()
    assert inscription.etat == "admise"
    assert (LienAvis.objects.count(), AvisEntreprise.objects.count()) == (0, 0)
    adresses = {adresse for message in mail.outbox for adresse in (*message.to, *message.cc, *message.bcc)}
    assert [adresse for adresse in adresses if "maelstrom" in adresse] == []
    assert {"Votre inscription est acceptée"} < {m.subject for m in mail.outbox if m.to == ["elodie@exemple.fr"]}
    assert [m for m in mail.outbox if "Maëlström" in m.body] == []
    periode = f"du={troupe.depart.isoformat()}&au={horloge.aujourdhui().isoformat()}"
    releve = troupe.agent.get(f"/inscriptions/forfaits/?{periode}").content.decode()
    assert ("Élodie" in releve, "Maëlström" in releve) == (True, False)
    lettres = [octets_de(document.fichier) for document in DocumentRendu.objects.exclude(code__in=DU_JURY)]
    assert [octets for octets in lettres if "Maëlström" in texte_du_pdf(octets)] == []
    assert jury.pieces.count() > 0

"""Two years of an OF's life, told through HTTP: its figures are exact, its renewal is prepared from them, it is
reminded."""

import re
from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidats.donnees import FichierRecu
from candidats.models import EnqueteInsertion, ImportClasseur, Inscription
from candidats.services.classeur import demander_enregistrement, enregistrer_classeur, lire_classeur, recevoir_classeur
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import XLSX
from certif_portal.portail.models import Relance
from certif_portal.portail.tasks import relancer_du_jour
from habilitations.models import Habilitation
from tests.candidats.classeur import classeur, ligne
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.parcours.troupe import ENTREPRISE, ETAT_CIVIL, Troupe, image
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db(transaction=True)
faire = Troupe.faire
SECONDE_VIE = 240  # days: when the second candidate enters


@pytest.fixture
def troupe(horloge_a_part) -> Troupe:
    """The third year of an act that ends two years after the beginning of the story."""
    troupe = Troupe(creer_referentiel())
    troupe.ecoules = horloge.decalage().days
    fin = troupe.depart + relativedelta(years=2)
    troupe.organisme.habilitations.update(date_effet=fin - relativedelta(years=5, days=-1), date_fin=fin)
    centre = parametres()
    centre.courriel = "cqpm@centre.example"
    centre.save()
    return troupe


def chiffres(client: Any, troupe: Troupe, periode: str = "acte") -> dict[str, tuple[int, int]]:
    """The figures as the OF's page has them, those that counted nothing left out."""
    page = client.get(f"/organismes/{troupe.organisme.pk}/indicateurs/", {"periode": periode})
    mesures = page.context["bord"].mesures.values()
    return {m.indicateur.code.removeprefix("BORD-"): (m.numerateur, m.denominateur) for m in mesures if m.denominateur}


def deposer_un_classeur(troupe: Troupe) -> None:
    """Two lines, one of which says no day of birth; only the good one is recorded."""
    a, par = horloge.maintenant(), troupe.organisme.membres.get().utilisateur
    recu = FichierRecu("novembre.xlsx", classeur(ligne(), ligne(prenom="Anne", date_naissance=None)), XLSX)
    lu = recevoir_classeur(organisme=troupe.organisme, fichier=recu, par=par, a=a)
    lire_classeur(lu.pk, le=troupe.depart)
    demander_enregistrement(classeur=lu)
    enregistrer_classeur(lu.pk, par=par, a=a)
    assert ImportClasseur.objects.get().lignes_enregistrees == 1


def premier_candidat(troupe: Troupe) -> Inscription:
    """Everything on time; one competence refused."""
    inscription = troupe.inscrire(origine="SL", financements=["PDC"], **ENTREPRISE, **troupe.en_formation())
    troupe.deposer_livret(inscription, "entreprise")
    troupe.donner_avis()
    troupe.tenir_commission(inscription, non_maitrisees=(4,))
    troupe.tenir_jury(inscription, "NA")
    return inscription


def second_candidat(troupe: Troupe) -> Inscription:
    """Registered late with a dérogation, livret after the first third, no company to give an opinion; admitted."""
    troupe.recommencer(SECONDE_VIE)
    formation = troupe.en_formation() | {"entree_formation": troupe.jour(-16)}
    saisie = (
        ETAT_CIVIL
        | formation
        | {
            "nom_naissance": "Kermarrec",
            "prenom": "Loïc",
            "sexe": "M",
            "origine": "DE",
            "financements": ["POEC"],
            "courriel": "loic@candidats.example",
            "portee": "complete",
            "voie": "formation",
            "piece_identite": image(),
            "deposer": "1",
        }
    )
    faire(troupe.of, f"/inscriptions/nouvelle/?referentiel={troupe.referentiel.pk}", **saisie)
    inscription = Inscription.objects.latest("pk")
    fiche = f"/inscriptions/{inscription.pk}"
    faire(troupe.of, f"{fiche}/derogation/", motif="Contrat signé tard.")
    faire(troupe.agent, f"{fiche}/derogation/decision/", accordee="oui", motif="Contrat vu.")
    faire(troupe.agent, f"{fiche}/identite/", type_document="carte", conforme="on")
    faire(troupe.agent, f"{fiche}/accepter/")
    inscription.refresh_from_db()
    troupe.attendre(75)
    troupe.deposer_livret(inscription, "candidat")
    faire(troupe.agent, f"/inscriptions/{inscription.pk}/avis/absence/", motif="Aucune entreprise d’accueil.")
    troupe.tenir_commission(inscription)
    troupe.tenir_jury(inscription, "A")
    return inscription


def vivre(troupe: Troupe) -> None:
    """A certification taken on, a survey, a meeting followed."""
    vie, le = f"/organismes/{troupe.organisme.pk}/vie/", horloge.aujourdhui().isoformat()
    faire(troupe.of, f"{vie}declarer/", sens="ajout", autre="CQPI Vente", le=le, motif="Deux entreprises la demandent.")
    faire(
        troupe.of,
        f"{vie}enquete/",
        nature="entreprises",
        debut=troupe.jour(-200),
        fin=troupe.jour(-10),
        interroges=12,
        reponses=9,
        fichier=SimpleUploadedFile("satisfaction.csv", b"question;oui\nSatisfait;8\n"),
    )
    reunion = faire(troupe.agent, "/reunions/nouvelle/", date=le, lieu="Nantes", sujet="Les blocs")["Location"]
    faire(troupe.agent, f"{reunion}presence/", organisme=troupe.organisme.pk, personnes="Paul Autret")


@pytest.mark.timeout(400)
def test_deux_ans_d_un_organisme_jusqu_a_son_renouvellement(troupe, connecte):
    deposer_un_classeur(troupe)
    premier = premier_candidat(troupe)
    acquis = {
        "INSCRIPTIONS": (1, 1),
        "IMPORTS": (1, 2),
        "LIVRETS": (1, 1),
        "DATES": (1, 1),
        "BLOCS": (1, 2),
        "AVIS": (0, 1),
    }
    assert chiffres(troupe.of, troupe) == acquis
    assert premier.referentiel.compositions.count() == 2

    second = second_candidat(troupe)
    attendus = {
        "INSCRIPTIONS": (1, 2),
        "IMPORTS": (1, 2),
        "LIVRETS": (1, 2),
        "DATES": (2, 2),
        "BLOCS": (3, 4),
        "AVIS": (1, 2),
    }
    assert chiffres(troupe.of, troupe) == attendus == chiffres(troupe.agent, troupe)
    annee = f"{troupe.depart.year}"
    assert chiffres(troupe.of, troupe, annee)["INSCRIPTIONS"] == (0, 1)

    vivre(troupe)
    horloge.deplacer(horloge.decalage().days + 190)  # six months after the second jury
    assert relancer_du_jour() >= 1
    [lien] = [lien for envoi in mail.outbox for lien in re.findall(r"/enquete/[\w-]+/", envoi.body)]
    faire(Client(), lien, situation="emploi", metier_vise="oui")
    assert EnqueteInsertion.objects.get().inscription == second
    lus = chiffres(troupe.of, troupe)
    assert (lus["REPONSES-6-MOIS"], lus["EMPLOI-6-MOIS"]) == ((1, 1), (1, 1))
    page = troupe.of.get(f"/organismes/{troupe.organisme.pk}/indicateurs/").content.decode()
    assert page.count("moins de 5") == 8  # nothing of one or two people is shown, as a rate or as a number

    faire(troupe.of, f"/organismes/{troupe.organisme.pk}/dossier/")
    dossier = troupe.organisme.dossiers.get()
    propositions = dict(dossier.propositions.values_list("code", "texte"))
    assert sorted(propositions) == ["1.1", "1.2", "3.1", "6.1", "6.2"]  # nothing of two people
    assert "Lignes de classeur à corriger : 1 sur 2 (50 %)." in propositions["3.1"]
    assert "en emploi" not in propositions["6.2"]
    assert ("CQPI Vente" in propositions["1.1"], "Les blocs" in propositions["6.1"]) == (True, True)
    critere = f"/habilitations/dossiers/{dossier.pk}/critere/3/"
    faire(troupe.of, critere, **{"reponse_3.1": "Notre organisation.", "reponse_3.2": "", "reprendre": "3.1"})
    assert dossier.reponses.get(code="3.1").texte == f"Notre organisation.\n\n{propositions['3.1']}"
    assert dossier.reponses.get(code="3.2").texte == ""

    voisin = connecte(creer_membre(creer_organisme_habilite()))
    adresse = f"/organismes/{troupe.organisme.pk}/"
    assert [voisin.get(f"{adresse}{page}/").status_code for page in ("indicateurs", "vie")] == [404, 404]


@pytest.mark.timeout(400)
def test_les_rappels_de_la_tache_du_jour_puis_la_vague_et_le_silence_une_fois_renouvele(troupe):
    """Every fifteen days, from before the first step to after the end: each once, to the OF's manager and the
    centre."""
    acte = Habilitation.objects.get(organisme=troupe.organisme)
    gestionnaire = troupe.organisme.membres.get().utilisateur.email
    vague = troupe.agent.get("/habilitations/vagues/").context["vagues"]
    assert [(v.mois, v.renouvellements, v.audits_a_planifier) for v in vague] == [(acte.date_fin.replace(day=1), 1, 1)]
    for jours in range(340, 760, 15):
        troupe.attendre(jours)
        relancer_du_jour()
    recues = Relance.objects.filter(destinataire=gestionnaire).order_by("pk").values_list("etape", "envoyee_le__date")
    assert [etape for etape, _ in recues] == ["12 mois", "9 mois", "6 mois", "3 mois"]
    for (_, envoyee), mois in zip(recues, (12, 9, 6, 3), strict=True):
        attendue = acte.date_fin - relativedelta(months=mois)
        assert attendue <= envoyee < attendue + timedelta(days=15)
    etapes = set(Relance.objects.values_list("destinataire", "etape"))
    assert len(etapes) == Relance.objects.count() == 8
    assert {destinataire for destinataire, _ in etapes} == {gestionnaire, "cqpm@centre.example"}
    assert troupe.agent.get("/habilitations/vagues/").context["vagues"] == []


def test_un_acte_renouvele_ou_retire_ne_se_rappelle_pas(troupe):
    acte = Habilitation.objects.get(organisme=troupe.organisme)
    suite = acte.date_fin + timedelta(days=1)
    habiliter = f"/organismes/{troupe.organisme.pk}/habiliter/"
    faire(troupe.responsable, habiliter, date_effet=suite.isoformat(), autre_centre="", confirmer="oui")
    for jours in (370, 460, 560, 650):
        troupe.attendre(jours)
        assert relancer_du_jour() == 0
    assert Habilitation.objects.filter(organisme=troupe.organisme).count() == 2

"""What else than a page could tell of the other: files inside files, mails, what changes when the other changes, the
links of a tutor and of a candidate."""

import hashlib
import re
from datetime import timedelta

import lxml.html
import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from candidats.choix import EtapeEnquete
from candidats.models import (
    Candidat,
    ConfirmationEtatCivil,
    DemandeInscription,
    EnqueteInsertion,
    LienRapport,
    RapportActivites,
)
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.services.tournee import faire_tournee
from evaluations.models import AvisEntreprise, LienAvis
from jurys.services import suivi
from tests.hostiles import CONTENUS, archive, classeur
from tests.parcours.exploration import Camp, contenu, explorer, fuites, lu, marquer
from tests.parcours.test_etancheite import AUTRE, NOTRE, scene  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
JETON = "un-jeton-de-"


# --- The reader itself ------------------------------------------------------------------------------
MARQUE = f"{AUTRE}kwb"
MOT = {CONTENUS: b"<Types/>", "word/document.xml": f"<w:t>{MARQUE}</w:t>".encode() * 50}


@pytest.mark.parametrize(
    "octets",
    [
        archive(MOT),
        classeur([MARQUE]),
        archive({f"{MARQUE}.pdf": b"x"}),
        archive({"a.docx": archive(MOT)}),
        archive({"a.zip": archive({"b.zip": archive({"c.xlsx": classeur([MARQUE])})})}),
    ],
    ids=["Word", "classeur", "nom d’un membre", "Word dans une archive", "classeur dans deux archives"],
)
def test_ce_qui_lit_ouvre_un_fichier_dans_un_fichier(octets):
    """Negative control of every crawl: whatever holds the marker, compressed, it is found."""
    assert AUTRE.encode() not in octets or b"PK" not in octets[:2] or MARQUE.encode() in octets
    assert fuites({"x": lu(HttpResponse(octets, content_type="application/octet-stream"))}, AUTRE) != []


def test_un_nom_de_fichier_et_un_entete_se_lisent():
    reponse = HttpResponse(b"x", headers={"Content-Disposition": f'attachment; filename="{MARQUE}.pdf"'})
    assert fuites({"x": lu(reponse)}, AUTRE) != []


# --- Mails ------------------------------------------------------------------------------------------
def courriels_ecrits(*camps: Camp) -> list[Courriel]:
    """Of every reminder, digest and letter due over two years, a day a fortnight."""
    debut = horloge.maintenant()
    for quinzaine in range(52):
        a = debut + timedelta(days=14 * quinzaine)
        while a.isoweekday() > 5:
            a += timedelta(days=1)
        faire_tournee(le=a.date(), a=a)
    return list(Courriel.objects.select_related("fichier"))


def dit(courriel: Courriel) -> str:
    joint = courriel.fichier
    pieces = [joint.nom, *contenu(octets_de(joint))] if joint else []
    return " ".join([courriel.objet, courriel.texte, *pieces]).casefold()


def test_aucun_courriel_ne_dit_l_un_a_l_autre(scene):  # noqa: F811
    """To the members, contacts, tutors and candidates of one OF: not a word of the other's; to who serves both (an
    evaluator), what is theirs."""
    nous, eux, _ = scene
    suivi.refaire_tout()
    ecrits = courriels_ecrits(nous, eux)
    for notre, autre in ((NOTRE, AUTRE), (AUTRE, NOTRE)):
        siens = [courriel for courriel in ecrits if notre in courriel.destinataire.casefold()]
        assert len(siens) >= 3
        assert sum(notre in dit(courriel) for courriel in siens) >= 2
        assert [(c.acte, c.objet) for c in siens if autre in dit(c)] == []


# --- What changes when the other changes ---------------------------------------------------------------
PAGES = ("/inscriptions/", "/certificats/", "/commissions/", "/echeances/", "/recherche/")
TRIS = ("candidat", "organisme", "etat", "date")
MOTS = ("zqx", "mq", "2")


def sondes() -> list[str]:
    """Every list, sorted by each of its columns both ways, searched for what both have."""
    tris = [f"?tri={sens}{colonne}" for colonne in TRIS for sens in ("", "-")]
    return [page + suite for page in PAGES for suite in ("", *tris, *(f"?q={mot}" for mot in MOTS))]


def affiche(client: Client, adresse: str) -> str:
    """What is read, counts of the menu included, and where it leads."""
    reponse = client.get(adresse, follow=True)
    [page] = lxml.html.fromstring(reponse.content.decode()).xpath("//body") or [None]
    for script in page.xpath("//script | //style | //template"):
        script.getparent().remove(script)
    return f"{reponse.status_code} {' '.join(page.text_content().split())} {page.xpath('//a/@href')}"


def differe(client: Client, changer) -> list[str]:
    avant = {adresse: affiche(client, adresse) for adresse in sondes()}
    changer()
    return [adresse for adresse, lue in avant.items() if affiche(client, adresse) != lue]


def test_ce_que_l_un_lit_ne_change_pas_quand_l_autre_change(scene, connecte, referentiel):  # noqa: F811
    """Names, results, numbers of the other: no order, no count, no search of ours moves. Ours do."""
    nous, eux, _ = scene

    def changer(camp: Camp, marque: str) -> None:
        for objet in camp.objets:
            marquer(objet, marque)
        fiches = Candidat.objects.filter(inscriptions__organisme=camp.organisme)
        fiches.update(cle_recherche=f"{marque}kwb aaa", nom_naissance=f"{marque}kwb aaa")
        camp.brouillon.delete()
        suivi.refaire_tout()

    suivi.refaire_tout()
    client = connecte(nous.membre)
    assert differe(client, lambda: changer(eux, "zqxjc")) == []
    assert len(differe(client, lambda: changer(nous, "zqxjd"))) > 5  # negative control


# --- Links ------------------------------------------------------------------------------------------
def empreinte(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


def liens_de(camp: Camp) -> dict[str, str]:
    """Every link that is mailed to a tutor or a candidate, open: its page -> its address."""
    a, jeton = camp.a, JETON + camp.marque
    dans = {"expire_le": a + timedelta(days=9), "jeton_sha256": empreinte(jeton)}
    avis, _ = AvisEntreprise.objects.get_or_create(inscription=camp.deposee, defaults={"demande_le": a})
    rapport = RapportActivites.objects.create(inscription=camp.acceptee, demande_le=a)
    confirmation = ConfirmationEtatCivil.objects.create(
        inscription=camp.acceptee, destinataire="x@exemple.fr", envoyee_le=a, **dans
    )
    DemandeInscription.objects.create(
        demandeur="candidat",
        courriel=f"{camp.marque}@exemple.fr",
        nom_naissance=f"{camp.marque}kwb",
        prenom=f"{camp.marque}kwb",
        voie="vae",
        date_naissance=camp.le - timedelta(days=9000),
        referentiel=camp.referentiel,
        recue_le=a,
        **dans,
    )
    EnqueteInsertion.objects.create(
        inscription=camp.acceptee,
        etape=EtapeEnquete.values[0],
        prevue_le=camp.le,
        envoyee_le=a,
        jeton_sha256=empreinte(jeton),
    )
    ecrits: list[models.Model] = [
        LienAvis.objects.create(avis=avis, destinataire="x@exemple.fr", cree_le=a, **dans),
        LienRapport.objects.create(rapport=rapport, destinataire="x@exemple.fr", cree_le=a, **dans),
        confirmation,
    ]
    for objet in ecrits:
        marquer(objet, camp.marque)
    noms = ("avis_repondre", "rapport_par_lien", "etat_civil_confirmer", "demande_confirmer", "enquete_repondre")
    return {nom: reverse(nom, args=[jeton]) for nom in noms}


def test_un_lien_de_tuteur_ou_de_candidat_ne_dit_rien_d_un_autre_dossier(scene):  # noqa: F811
    """Its page, what it leads to, what it answers once it is sent, refused, worn out; forged, it tells nothing."""
    nous, eux, _ = scene
    siens, leurs = liens_de(nous), liens_de(eux)
    suivi.refaire_tout()  # written by no act
    for nom, adresse in siens.items():
        client = Client()
        lues = {a: lue for a, lue in explorer(client, [adresse]).items() if a != reverse("organismes_habilites")}
        for saisi in ({}, {"valeur": "x", "nom": "x", "accord": "on"}, {"refus": "on"}):
            reponse = client.post(adresse, saisi, follow=True)
            lues[f"POST {saisi}"] = lu(reponse)
        lues["après"] = lu(client.get(adresse))
        for forge in (adresse[:-2] + "x/", re.sub(JETON, "", adresse), leurs[nom].replace(AUTRE, "zqxjz")):
            reponse = client.get(forge)
            assert reponse.status_code in (404, 410), forge
            lues[forge] = lu(reponse)
        assert fuites(lues, AUTRE) == [], nom
    ouvertes = {nom: lu(Client().get(adresse)) for nom, adresse in leurs.items()}
    assert len(fuites(ouvertes, AUTRE)) >= 2  # negative control: their own link does name them

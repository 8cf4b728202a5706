"""The frame of every act: done, refused, not tried; what is said, and where it leads."""

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from candidats.models import Candidat
from certif_portal.commun.cadre import (
    RENDU,
    Page,
    acte,
    envoyer,
    essayer,
    page_acte,
    reussir,
    saisie,
    telecharger_rendu,
    tenter,
)
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.formulaires import Formulaire, MotifForm
from certif_portal.commun.pdf import RenduImpossible
from certif_portal.commun.verrous import REESSAYER, est_un_verrou
from jurys.choix import TRANSITIONS_JURY, EtatJury
from tests.candidats.factories import CandidatFactory


class JourForm(Formulaire):
    le = forms.DateField()
    motif = forms.CharField()


@pytest.fixture
def requete(agent) -> Callable[..., HttpRequest]:
    """A request of an agent, with its messages."""

    def construire(methode: str = "post", adresse: str = "/acte/", **donnees: Any) -> HttpRequest:
        demande = getattr(RequestFactory(), methode)(adresse, donnees)
        demande.user = agent
        demande.session = {}
        demande._messages = CookieStorage(demande)
        return demande

    return construire


def dits(demande: HttpRequest) -> list[tuple[str, str]]:
    return [(message.level_tag, message.message) for message in get_messages(demande)]


def refuse(refus: Exception) -> Callable[..., Any]:
    def faire(**_: Any) -> Any:
        raise refus

    return faire


def test_fait(requete):
    demande = requete(motif="Erreur")
    form = MotifForm(**saisie(demande))
    issue = tenter(demande, form, lambda: form.cleaned_data["motif"])
    assert (issue.fait, issue.valeur, issue.refus, issue.phrases) == (True, "Erreur", None, [])


@pytest.mark.parametrize(("methode", "donnees"), [("get", {"motif": "Erreur"}), ("post", {"motif": ""})])
def test_rien_n_est_joue_sans_formulaire_valide(requete, methode, donnees):
    demande, joues = requete(methode, **donnees), []
    issue = tenter(demande, MotifForm(**saisie(demande)), lambda: joues.append(1))
    assert (issue.fait, issue.refus, joues) == (False, None, [])


def test_un_refus_se_lit_sur_le_formulaire_avec_sa_typographie(requete):
    demande = requete(motif="Erreur")
    form = MotifForm(**saisie(demande))
    tenter(demande, form, refuse(ErreurMetier("L'etat est « clos » : rien a faire !")))
    assert form.non_field_errors() == ["L’etat est «\u00a0clos\u00a0»\u00a0: rien a faire\u00a0!"]


def test_un_refus_qui_en_dit_plusieurs_les_dit_tous_chacun_sur_son_champ(requete):
    demande = requete(le="2026-11-20", motif="Erreur")
    form = JourForm(**saisie(demande))
    refus = ValidationError({"le": ["Trop tard."], "heure": ["Absente."], "__all__": ["Deux fois le même."]})
    issue = tenter(demande, form, refuse(refus))
    assert form.errors == {"le": ["Trop tard."], "__all__": ["Absente.", "Deux fois le même."]}
    assert issue.phrases == ["Trop tard.", "Absente.", "Deux fois le même."]


def test_le_champ_du_refus(requete):
    demande = requete(motif="Erreur")
    form = MotifForm(**saisie(demande))
    tenter(demande, form, refuse(ErreurMetier("Trop court.")), "motif")
    assert form.errors == {"motif": ["Trop court."]}


def test_un_document_qui_ne_se_rend_pas_est_une_phrase(requete, caplog):
    demande = requete(motif="Erreur")
    form = MotifForm(**saisie(demande))
    tenter(demande, form, refuse(RenduImpossible("Ressource refusée : file:///etc/passwd")))
    assert form.non_field_errors() == [RENDU.replace(" :", "\u00a0:").replace(" ;", "\u00a0;")]
    assert "Ressource refusée" in caplog.text


def test_une_transition_deja_faite_est_une_phrase():
    issue = essayer(lambda: verifier_transition(TRANSITIONS_JURY, EtatJury.CONVOQUE, EtatJury.CONVOQUE))
    assert issue.phrases == [f"C’est déjà fait\u00a0: l’état est «\u00a0{EtatJury.CONVOQUE.label}\u00a0»."]


class _Etat(Exception):
    def __init__(self, pgcode: str) -> None:
        self.pgcode = pgcode


@pytest.mark.parametrize("pgcode", ["55P03", "40P01", "40001"])
def test_un_verrou_qui_ne_vient_pas_est_une_phrase(pgcode):
    erreur = OperationalError("canceling statement")
    erreur.__cause__ = _Etat(pgcode)
    assert est_un_verrou(erreur)


def test_une_base_absente_n_est_pas_un_refus():
    erreur = OperationalError("connection refused")
    erreur.__cause__ = _Etat("08006")
    with pytest.raises(OperationalError):
        essayer(refuse(erreur))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="les verrous de ligne sont ceux de PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_le_verrou_d_un_autre(candidat_verrouille):
    def prendre() -> None:
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '50ms'")
            Candidat.objects.select_for_update(no_key=True).get(pk=candidat_verrouille)

    assert essayer(prendre).phrases == [REESSAYER.replace(" :", "\u00a0:")]


@pytest.fixture
def candidat_verrouille(transactional_db):
    """A row held by another connection."""
    candidat = CandidatFactory()
    autre = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    autre.cursor().execute("SELECT 1 FROM candidats_candidat WHERE id = %s FOR UPDATE", [candidat.pk])
    yield candidat.pk
    autre.close()


def test_un_bouton_dit_ce_qui_s_est_passe_sur_la_page_suivante(requete):
    faite, refusee = requete(), requete()
    assert envoyer(faite, lambda: 3, lambda nombre: f"{nombre} lignes : faites.", "jury_liste").url == "/jurys/"
    assert envoyer(refusee, refuse(ErreurMetier("Rien à faire.")), "Fait.", "jury_liste").url == "/jurys/"
    assert dits(faite) == [("success", "3 lignes\u00a0: faites.")]
    assert dits(refusee) == [("error", "Rien à faire.")]


@pytest.mark.parametrize(
    ("suite", "vers"),
    [
        ("/echeances/?q=1", "/echeances/?q=1"),
        ("https://ailleurs.example/", "/jurys/"),
        ("//ailleurs.example", "/jurys/"),
        ("0000-00-00", "/jurys/"),
    ],
)
def test_la_page_demandee_apres_l_acte_est_du_portail(requete, suite, vers):
    assert reussir(requete(next=suite), "Fait.", "jury_liste").url == vers
    assert reussir(requete(adresse=f"/acte/?next={suite}"), "Fait.", "jury_liste").url == vers


def test_un_acte_donne_ses_valeurs_qui_et_quand_au_service(requete, agent):
    recus: dict[str, Any] = {}
    demande = requete(motif="Erreur")
    page = Page("Retirer", "C'est fait.", "jury_liste")
    reponse = acte(demande, MotifForm(**saisie(demande)), page, lambda **donnees: recus.update(donnees))
    assert (reponse.status_code, reponse.url) == (302, "/jurys/")
    assert (recus.pop("a").tzinfo is not None, recus) == (True, {"motif": "Erreur", "par": agent})
    assert dits(demande) == [("success", "C’est fait.")]


def test_un_acte_refuse_montre_la_page_avec_ce_qui_etait_ecrit(requete):
    demande = requete(motif="Erreur de saisie")
    page = Page("Retirer", "", "jury_liste", fil=(("Jurys", "/jurys/"),), danger=True)
    reponse = acte(demande, MotifForm(**saisie(demande)), page, refuse(ErreurMetier("Trop tard.")))
    vu = reponse.content.decode()
    assert reponse.status_code == 200
    assert [mot in vu for mot in ("Trop tard.", "Erreur de saisie", '<a href="/jurys/">Jurys</a>')] == [True] * 3


def test_un_empechement_est_dit_avant_et_le_bouton_ferme(requete):
    page = Page("Clore", "", "jury_liste", "Clore", empechement="Un candidat est sans décision.")
    vu = page_acte(requete("get"), None, page).content.decode()
    assert "Un candidat est sans décision." in vu
    assert '<span class="bouton" role="button" aria-disabled="true">Clore</span>' in vu
    assert '<button class="bouton" type="submit">' not in vu


def test_la_carte_dit_ce_qu_est_l_asterisque_des_qu_elle_en_montre_un(requete):
    page = Page("Retirer", "", "jury_liste", icone="deposer", large=True)
    vu = page_acte(requete("get"), JourForm(), page).content.decode()
    assert '<p class="requis">Les champs marqués d’un astérisque sont obligatoires.</p>' in vu
    assert '<form class="carte formulaire large" method="post"' in vu
    bouton = vu.partition('<button class="bouton" type="submit">')[2].partition("</button>")[0]
    assert (bouton.startswith("<svg"), bouton.endswith("Enregistrer")) == (True, True)


def test_une_carte_ou_rien_n_est_attendu_ne_parle_pas_d_asterisque(requete):
    class FacultatifForm(Formulaire):
        motif = forms.CharField(required=False)

    vu = page_acte(requete("get"), FacultatifForm(), Page("Retirer", "", "jury_liste")).content.decode()
    assert ('class="requis"' in vu, 'class="carte formulaire"' in vu) == (False, True)
    assert '<button class="bouton" type="submit">Enregistrer</button>' in vu


def test_un_pdf_qui_ne_se_rend_pas_ramene_a_sa_page(requete):
    demande = requete("get")
    reponse = telecharger_rendu(demande, refuse(RenduImpossible("pango")), "a.pdf", "jury_liste")
    assert (reponse.status_code, reponse.url, dits(demande)[0][0]) == (302, "/jurys/", "error")
    rendu = telecharger_rendu(demande, lambda: b"%PDF-1.7", "a.pdf", "jury_liste")
    assert (rendu["Content-Type"], b"".join(rendu.streaming_content if rendu.streaming else [rendu.content])) == (
        "application/pdf",
        b"%PDF-1.7",
    )

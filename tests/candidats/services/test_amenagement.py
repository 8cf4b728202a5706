"""Arrangements: asked, decided, withdrawn; never told in the journal; read by few."""

from dataclasses import replace
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from candidats.choix import EffetAmenagement, EtatAmenagement
from candidats.forms.identite import AmenagementForm
from candidats.models import Amenagement
from candidats.queries.classeur import inscriptions_completes
from candidats.queries.inscription import donnees_de
from candidats.services.amenagement import decider_amenagement, demander_amenagement, retirer_amenagement
from candidats.services.inscription import creer_inscription, modifier_inscription
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.journal import journal_de
from tests.candidats.factories import donnees_completes

pytestmark = pytest.mark.django_db
DEMANDE = date(2026, 11, 18)
MARQUE = "Interprète en langue des signes"


@pytest.fixture
def demande(inscription, agent, instant):
    return demander_amenagement(
        inscription=inscription, effet=EffetAmenagement.INTERPRETE, demande_le=DEMANDE, par=agent, a=instant
    )


def test_demande_decision_et_retrait_sont_dates(demande, inscription, agent, instant):
    assert (demande.etat, demande.demande_le, demande.decide_le) == ("demande", DEMANDE, None)
    accorde = decider_amenagement(amenagement=demande, accorde=True, le=date(2026, 11, 20), par=agent, a=instant)
    assert (accorde.etat, accorde.decide_le, accorde.decide_par) == ("accorde", date(2026, 11, 20), agent)
    with pytest.raises(TransitionInterdite):
        decider_amenagement(amenagement=demande, accorde=False, le=DEMANDE, par=agent, a=instant)
    retirer_amenagement(amenagement=demande, par=agent, a=instant)
    assert Amenagement.objects.count() == 0
    phrases = [entree.phrase for entree in journal_de(inscription)]
    assert sorted(phrases) == [
        "Un aménagement est accordé.",
        "Un aménagement est demandé par le candidat.",
        "Un aménagement est retiré, à la demande du candidat.",
    ]


def test_demander_deux_fois_le_meme_est_refuse(demande, inscription, agent, instant):
    with pytest.raises(ErreurMetier, match="déjà demandé"):
        demander_amenagement(
            inscription=inscription, effet=EffetAmenagement.INTERPRETE, demande_le=DEMANDE, par=agent, a=instant
        )


@pytest.mark.parametrize("cause", ["dyslexie", "RQTH", "certificat.pdf"])
def test_une_cause_n_entre_nulle_part(cause, inscription, agent, instant):
    """AMENAGEMENT-EFFET: neither by the service, the form, nor straight into the base; no text or file to hold it."""
    with pytest.raises(ValidationError):
        demander_amenagement(inscription=inscription, effet=cause, demande_le=DEMANDE, par=agent, a=instant)
    form = AmenagementForm({"effet": cause, "demande_le": DEMANDE}, le=DEMANDE)
    assert "effet" in form.errors
    with pytest.raises(IntegrityError), transaction.atomic():
        Amenagement.objects.create(inscription=inscription, effet=cause, demande_le=DEMANDE)
    champs = {champ.name for champ in Amenagement._meta.concrete_fields}
    assert champs == {"id", "inscription", "effet", "etat", "demande_le", "decide_le", "decide_par"}
    assert not any(isinstance(champ, forms.FileField) for champ in form.fields.values())


def test_le_formulaire_de_l_organisme_fait_des_demandes(organisme, membre_of, referentiel, instant):
    """Written again, a request keeps its date; no longer ticked, it is erased."""
    brouillon = creer_inscription(
        donnees=donnees_completes(referentiel_id=referentiel.pk, amenagements=("pauses", "acces")),
        organisme=organisme,
        par=membre_of,
        a=instant,
    )
    Amenagement.objects.filter(effet="pauses").update(demande_le=date(2026, 11, 1))
    modifier_inscription(
        inscription=brouillon,
        donnees=donnees_completes(referentiel_id=referentiel.pk, amenagements=("pauses", "agrandi")),
        par=membre_of,
        a=instant,
    )
    lus = {a.effet: (a.etat, a.demande_le) for a in brouillon.amenagements.all()}
    assert lus == {
        "pauses": (EtatAmenagement.DEMANDE, date(2026, 11, 1)),
        "agrandi": (EtatAmenagement.DEMANDE, instant.date()),
    }


def test_renvoyee_a_l_organisme_elle_ne_dit_ni_ne_perd_ce_que_le_candidat_a_demande_au_centre(
    connecte, demande, inscription, agent, membre_of, instant
):
    """Noted and granted by the staff, then the registration goes back: neither the form nor the workbook tells it."""
    decider_amenagement(amenagement=demande, accorde=True, le=DEMANDE, par=agent, a=instant)
    client = connecte(membre_of)
    assert [donnees.amenagements for _, donnees in inscriptions_completes(inscription.organisme)] == [()]
    type(inscription).objects.filter(pk=inscription.pk).update(etat="a_corriger", acceptee_le=None, acceptee_par=None)
    page = f"/inscriptions/{inscription.pk}/modifier/"
    form = client.get(page).context["formulaire"]
    assert ("amenagements" in form.fields, MARQUE in client.get(page).content.decode()) == (False, False)
    inscription.refresh_from_db()
    modifier_inscription(
        inscription=inscription, donnees=replace(donnees_de(inscription), amenagements=()), par=membre_of, a=instant
    )
    assert Amenagement.objects.get().etat == EtatAmenagement.ACCORDE


def test_l_ecran_du_centre_demande_decide_et_retire(connecte, agent, inscription):
    client, adresse = connecte(agent), f"/inscriptions/{inscription.pk}/amenagements/"
    refus = client.post(adresse, {"effet": "interprete", "demande_le": "2030-01-01"}).content.decode()
    assert "La demande ne peut pas être à venir." in refus
    client.post(adresse, {"effet": "interprete", "demande_le": "2026-11-18"})
    amenagement = Amenagement.objects.get()
    client.post(f"/amenagements/{amenagement.pk}/decider/", {"decision": "accorder"})
    assert f"<b>{MARQUE}</b>" in client.get(adresse).content.decode()
    amenagement.refresh_from_db()
    assert (amenagement.etat, amenagement.decide_par) == ("accorde", agent)
    client.post(f"/amenagements/{amenagement.pk}/retirer/")
    assert Amenagement.objects.count() == 0


def test_la_file_du_centre_compte_les_demandes_et_l_auditeur_n_en_sait_rien(connecte, demande, agent, auditeur):
    nom = str(demande.inscription.candidat)
    assert nom in connecte(agent).get("/a-faire/amenagements/").content.decode()
    assert nom not in connecte(auditeur).get("/a-faire/amenagements/").content.decode()


def test_personne_d_autre_que_le_centre_ne_lit_un_amenagement(
    connecte, demande, inscription, agent, auditeur, membre_of, membre_autre_of, jure, administrateur
):
    """The canary: planted, then every page of the file is read as everybody."""
    pages = (
        f"/inscriptions/{inscription.pk}/",
        f"/inscriptions/{inscription.pk}/?journal=tout",
        f"/inscriptions/{inscription.pk}/amenagements/",
        f"/candidats/{inscription.candidat_id}/",
        "/inscriptions/",
        f"/recherche/?q={inscription.candidat.nom_naissance}",
        "/",
    )
    for personne in (auditeur, membre_of, membre_autre_of, jure, administrateur):
        client = connecte(personne)
        lus = "".join(client.get(page).content.decode().lower() for page in pages)
        assert (MARQUE.lower() in lus, "aménagement est" in lus) == (False, False), personne
    assert MARQUE.lower() in connecte(agent).get(pages[0]).content.decode().lower()

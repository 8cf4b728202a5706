"""Every field that says something of somebody goes with something, or is kept for a written reason."""

from django.apps import apps

from certif_portal.portail.conservation import Categorie, lire_registre
from certif_portal.portail.gestes import GARDES, GESTES, PARTENT_AVEC, champs_vides, gestes_de
from certif_portal.portail.queries.cible import CIBLES

SANS_PERSONNE = {"REGLAGE", "GARDE", "ACQUIS"}
"""Rules of what names nobody, and of what `purger_gardes` deletes every quarter of an hour."""
OUBLIES = {"portail.Export", "portail.LotActes"}
"""Forgotten by the round of each morning, `oublier_exports`."""


def emportes() -> set[tuple[str, str]]:
    """(model, field) of all that some purge deletes or empties."""
    partis: set[tuple[str, str]] = set()
    supprimes = set()
    for cible in CIBLES:
        gestes = gestes_de(cible.code)
        if not gestes:
            supprimes.add(cible.modele._meta.label)
        for geste in gestes:
            if geste.supprimer:
                supprimes.add(geste.modele)
            else:
                partis |= {(geste.modele, champ.name) for champ in champs_vides(geste)}
    supprimes |= {enfant for enfant, parent in PARTENT_AVEC.items() if parent in supprimes}
    return partis | {
        (modele, champ.name) for modele in supprimes for champ in apps.get_model(modele)._meta.get_fields()
    }


def restants() -> list[str]:
    partis = emportes()
    return [
        f"{champ.modele}.{champ.nom} ({champ.regle.code})"
        for champ in lire_registre().champs
        if champ.categorie not in (Categorie.GESTION, Categorie.ACTEUR)
        and champ.modele not in OUBLIES
        and champ.regle.code not in SANS_PERSONNE
        and (champ.modele, champ.nom) not in partis
        and champ.nom not in GARDES.get(champ.modele, {})
    ]


def test_chaque_champ_personnel_part_ou_dit_pourquoi_il_reste():
    assert restants() == []


def test_ce_qui_reste_existe_et_dit_pourquoi():
    declares = {(champ.modele, champ.nom) for champ in lire_registre().champs}
    gardes = {(modele, nom) for modele, noms in GARDES.items() for nom in noms}
    assert gardes - declares == set()
    assert all(raison for noms in GARDES.values() for raison in noms.values())
    assert set(GESTES) <= {cible.code for cible in CIBLES}


def test_un_champ_oublie_se_voit(monkeypatch):
    """Negative control: without the gestes of the arrangements, their effect is missed."""
    monkeypatch.setitem(GESTES, "amenagement", (GESTES["identite"][0],))
    assert restants() == ["candidats.Amenagement.effet (AMENAGEMENT)"]


def test_chaque_regle_qui_efface_a_sa_cible():
    regles = {code for code, regle in lire_registre().regles.items() if regle.effacement != "aucun"}
    assert regles - {cible.regle for cible in CIBLES} == {"GARDE", "SIGNATAIRE"}

"""The three next things of each home."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from certif_portal.comptes.models import Invitation, RetraitFacteur
from certif_portal.portail.queries.accueil import AAdministrer, ProchainJury, a_administrer
from certif_portal.portail.queries.attente import Compte
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.prochain import (
    choses_de_l_administrateur,
    choses_de_l_organisme,
    choses_du_centre,
    choses_du_jure,
)
from jurys.choix import EtatJury
from jurys.models import Jury

LE = date(2026, 11, 20)
FILES = {file.code: file for file in FILES_DU_CENTRE}
PROCHAIN = ProchainJury(jury_id=7, le=date(2026, 12, 8), prets=31, candidats=38, manques=[])


def compte(code: str, nombre: int, ancienne: date | None) -> Compte:
    return Compte(FILES[code], nombre, ancienne)


COMPTES = [
    compte("a-verifier", 14, date(2026, 11, 14)),
    compte("demandes", 1, date(2026, 10, 30)),
    compte("projets", 0, None),
    compte("avis", 9, date(2026, 1, 1)),  # awaited from others
    compte("suites", 2, date(2026, 1, 1)),  # « Ouvrir » is no act
    compte("a-convoquer", 1, date(2026, 12, 8)),
]


def dites(choses) -> list[tuple[str, str, str, bool]]:
    return [(c.quoi.replace("\u00a0", " "), c.precision.replace("\u00a0", " "), c.acte, c.en_retard) for c in choses]


def test_le_retard_puis_le_prochain_jury_puis_la_plus_longue_attente():
    choses = choses_du_centre(COMPTES, PROCHAIN, 3, LE, agit=True)
    assert dites(choses) == [
        ("3 échéances en retard", "la date limite est passée", "Voir", True),
        ("7 dossiers à compléter pour le jury du 8 décembre", "il reste 18 jours", "Compléter", False),
        ("Demandes d’inscription : 1", "en attente depuis 3 semaines", "Lire", False),
    ]
    assert [c.url for c in choses] == ["/echeances/?quand=retard", "/pret-pour-le-jury/?jury=7", "/a-faire/demandes/"]


def test_sans_retard_ni_jury_les_files_par_anciennete():
    pret = replace(PROCHAIN, prets=38)
    assert dites(choses_du_centre(COMPTES, pret, 0, LE, agit=True)) == [
        ("Demandes d’inscription : 1", "en attente depuis 3 semaines", "Lire", False),
        ("Inscriptions à vérifier : 14", "en attente depuis 6 jours", "Vérifier", False),
        ("Jurys à convoquer : 1", "dans 2 semaines", "Convoquer", False),
    ]
    assert choses_du_centre([], None, 0, LE, agit=True) == []
    assert dites(choses_de_l_organisme([compte("a-verifier", 2, None)], 1, LE)) == [
        ("1 échéance en retard", "la date limite est passée", "Voir", True),
        ("Inscriptions à vérifier : 2", "", "Vérifier", False),
    ]


def test_l_auditeur_regarde_et_ne_fait_rien():
    assert {acte for _, _, acte, _ in dites(choses_du_centre(COMPTES, PROCHAIN, 3, LE, agit=False))} == {"Voir"}


@pytest.mark.parametrize("passe", [date(2026, 11, 19), LE])
def test_le_jure_delibere_puis_lit_le_prochain(passe):
    def jury(numero: str, jour: date, etat: EtatJury) -> Jury:
        return Jury(pk=int(numero[-1]), numero=numero, date=jour, etat=etat, lieu="Nantes", creee_le=datetime.now(UTC))

    jurys = [
        jury("2026-3", date(2027, 1, 5), EtatJury.CONVOQUE),
        jury("2026-2", date(2026, 12, 8), EtatJury.CONVOQUE),
        jury("2026-1", LE, EtatJury.DELIBERATION),
        jury("2026-4", passe, EtatJury.CONVOQUE),
        jury("2026-5", date(2026, 6, 1), EtatJury.CLOS),
    ]
    choses = dites(choses_du_jure(jurys, LE))
    assert choses[0] == ("Jury 2026-1, en délibération", "Nantes", "Délibérer", False)
    attendus = ["2026-4", "2026-2"] if passe == LE else ["2026-2", "2026-3"]
    assert [quoi.split()[1] for quoi, *_ in choses[1:]] == attendus


def test_l_administrateur_d_abord_qui_ne_peut_plus_entrer():
    tout = AAdministrer(retraits=2, centre=False, unions=False, invitations=4)
    assert dites(choses_de_l_administrateur(tout)) == [
        ("2 retraits de second facteur à confirmer", "la personne ne peut plus se connecter", "Confirmer", False),
        ("Le centre n’a pas de signataire", "aucun acte ne peut être signé", "Régler", False),
        ("Aucune organisation syndicale", "aucun jury ne peut être composé", "Saisir", False),
    ]
    pose = AAdministrer(retraits=0, centre=True, unions=True, invitations=1)
    assert dites(choses_de_l_administrateur(pose)) == [
        ("1 invitation sans réponse", "leur lien est à son terme", "Voir", False)
    ]
    assert choses_de_l_administrateur(AAdministrer(0, centre=True, unions=True, invitations=0)) == []


@pytest.mark.django_db
def test_l_administrateur_ne_compte_que_ce_qu_il_peut_confirmer(administrateur, responsable, agent):
    """Neither a second factor of theirs, nor what they asked; an invitation at its term to the instant."""
    a = datetime(2026, 11, 20, 9, tzinfo=UTC)
    for compte_, demande_par in ((agent, responsable), (administrateur, responsable), (responsable, administrateur)):
        RetraitFacteur.objects.create(compte=compte_, motif="Téléphone perdu.", demande_le=a, demande_par=demande_par)
    for rang, seconde in enumerate((0, 1)):
        Invitation.objects.create(
            utilisateur=agent,
            role="agent",
            portee="Le centre",
            jeton_sha256=f"{rang}" * 64,
            envoyee_le=a,
            expire_le=a.replace(second=seconde),
        )
    lu = a_administrer(administrateur, a)
    assert (lu.retraits, lu.invitations, lu.unions) == (1, 1, False)

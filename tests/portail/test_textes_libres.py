"""A text that somebody types may name anybody: it is declared as such, and goes; or it says why it names nobody."""

import pytest
from django.db import models

from certif_portal.portail.conservation import Categorie, Champ, lire_registre, modele_nomme
from certif_portal.portail.gestes import champs_vides, gestes_de

LIBRE = 150
"""Signs: below, a field is a code, a name of thing, a unit."""
PUBLIE = "texte publié par la branche, ou saisi pour l’être : il vaut pour tous les candidats"
REGLAGE = "réglage du centre"
MACHINE = "écrit par le portail, sans nom"
CHOSE = "nomme une chose : un lieu, une certification, un organisme, un fichier qui part avec sa ligne"
NOMMENT_PERSONNE = {
    **dict.fromkeys(("auth.Permission.name", "auth.Group.name", "admin.LogEntry.object_id"), MACHINE),
    **dict.fromkeys(
        ("comptes.Invitation.portee", "comptes.EssaisConnexion.instants", "commun.EnvoiJoue.vers"), MACHINE
    ),
    **dict.fromkeys(("commun.ArretEnvois.raison", "commun.PassageTache.erreur", "commun.FichierGarde.chemin"), MACHINE),
    **dict.fromkeys(("commun.SaisieGardee.chemin", "commun.SaisieGardee.page", "candidats.Fusion.deplaces"), MACHINE),
    **dict.fromkeys(("candidats.Suivi.etapes", "candidats.Suivi.pieces", "candidats.EcheanceDossier.cle"), MACHINE),
    **dict.fromkeys(("candidats.AlarmeSuivi.detail", "candidats.ImportClasseur.colonnes"), MACHINE),
    **dict.fromkeys(("evaluations.GrillePapier.remplacees", "jurys.Presentation.passage_outre_pieces"), MACHINE),
    **dict.fromkeys(("portail.Relance.echeance", "portail.RapportAnnuel.contenu", "portail.Chiffre.delais"), MACHINE),
    **dict.fromkeys(("portail.LotActes.inscriptions", "comptes.IdentiteAnnuaire.emetteur"), MACHINE),
    **dict.fromkeys(("candidats.CorrespondanceColonne.titre", "candidats.MotRetenu.mot"), CHOSE),
    **dict.fromkeys(("candidats.MotRetenu.valeur", "candidats.ChargementLieux.nom"), CHOSE),
    **dict.fromkeys(("candidats.ChargementLieux.resultat", "candidats.ImportClasseur.nom"), CHOSE),
    **dict.fromkeys(("habilitations.OrganismeFormation.nom", "habilitations.OrganismeFormation.cle_recherche"), CHOSE),
    **dict.fromkeys(("habilitations.DossierHabilitation.prix", "habilitations.CampagneAudit.intitule"), CHOSE),
    **dict.fromkeys(("habilitations.CampagneAudit.population", "habilitations.ReunionInformation.lieu"), CHOSE),
    **dict.fromkeys(("habilitations.DeclarationCertification.autre", "jurys.Certificat.intitule"), CHOSE),
    **dict.fromkeys(("evaluations.Commission.lieu", "evaluations.PropositionCommission.lieu"), CHOSE),
    "jurys.PieceComposee.nom": CHOSE,
}


def est_libre(champ: Champ) -> bool:
    lu = modele_nomme(champ.modele)._meta.get_field(champ.nom)
    if isinstance(lu, models.TextField | models.JSONField):
        return True
    return isinstance(lu, models.CharField) and not lu.choices and (lu.max_length or 0) >= LIBRE


def muets(champs) -> list[str]:
    """Free texts that are said to name nobody, without a word why; those of the published texts have theirs."""
    return [
        f"{champ.modele}.{champ.nom}"
        for champ in champs
        if est_libre(champ)
        and champ.categorie == Categorie.GESTION
        and not champ.modele.startswith(("referentiels.", "centre."))
        and f"{champ.modele}.{champ.nom}" not in NOMMENT_PERSONNE
    ]


def test_un_texte_libre_part_ou_dit_pourquoi_il_ne_nomme_personne():
    champs = lire_registre().champs
    assert muets(champs) == []
    dits = {f"{champ.modele}.{champ.nom}" for champ in champs}
    assert sorted(NOMMENT_PERSONNE.keys() - dits) == []


def test_un_motif_declare_gestion_est_vu():
    """Negative control."""
    motif = next(c for c in lire_registre().champs if (c.modele, c.nom) == ("candidats.Inscription", "motif_abandon"))
    assert muets([Champ(motif.modele, motif.nom, Categorie.GESTION, motif.finalite, motif.regle)]) != []
    assert muets([motif]) == []


@pytest.mark.parametrize(
    ("cible", "modele", "champ"),
    [
        ("reunions", "habilitations.PresenceReunion", "personnes"),
        ("organismes", "habilitations.Constat", "preuve"),
        ("organismes", "habilitations.DossierHabilitation", "sous_traitance"),
        ("jury", "jurys.ActionCorrective", "quoi"),
        ("inscription", "candidats.RecevabiliteVAE", "accompagnement"),
        ("retours", "jurys.RetourNational", "inconnues"),
    ],
)
def test_ce_qu_on_y_ecrit_part(cible, modele, champ):
    assert any(geste.modele == modele and champ in [c.name for c in champs_vides(geste)] for geste in gestes_de(cible))

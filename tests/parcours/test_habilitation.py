"""The life of an accreditation, told through HTTP: each act is one post of one person, on the real screens."""

import io
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from dateutil.relativedelta import relativedelta
from django.core import mail

from certif_portal.commun import horloge
from certif_portal.commun.fichiers import octets_de
from certif_portal.comptes.choix import Role
from habilitations.choix import EtatAudit, EtatDossier, NatureAudit, NatureDossier
from habilitations.criteres import CODES
from habilitations.models import Audit, DossierHabilitation, Habilitation, NonConformite
from habilitations.queries.organisme import habilitation_le
from tests.comptes.factories import creer_personne
from tests.habilitations.factories import OrganismeFactory, creer_membre
from tests.navigateur.scene import texte_du_pdf
from tests.parcours.troupe import Troupe, feuille, image

pytestmark = pytest.mark.django_db(transaction=True)
faire = Troupe.faire


class TroupeHabilitation:
    """An OF not yet accredited, its manager, an agent, a responsable; the clock moves from `depart`."""

    def __init__(self, connecte: Any) -> None:
        self.depart = horloge.aujourdhui()
        self.decalage = horloge.decalage().days
        self.organisme = OrganismeFactory(nom="Pôle formation de l’Estuaire")
        self.personne_agent = creer_personne(Role.AGENT)
        self.of, self.agent = connecte(creer_membre(self.organisme)), connecte(self.personne_agent)
        self.responsable = connecte(creer_personne(Role.RESPONSABLE))

    def aller_au(self, le: date) -> None:
        horloge.deplacer(self.decalage + (le - self.depart).days)

    def ouvrir(self) -> DossierHabilitation:
        faire(self.of, f"/organismes/{self.organisme.pk}/dossier/")
        return DossierHabilitation.objects.latest("pk")

    def remplir(self, dossier: DossierHabilitation) -> None:
        fiche = f"/habilitations/dossiers/{dossier.pk}/"
        identite = {
            "nda": "52 44 01234 44",
            "adresse": "3 rue des Forges",
            "code_postal": "44600",
            "ville": "Saint-Nazaire",
            "responsable_nom": "Inès Baron",
            "responsable_qualite": "Directrice",
        }
        faire(self.of, f"{fiche}identite/", **identite)
        for critere in range(1, 7):
            reponses = {f"reponse_{code}": f"Notre réponse {code}" for code in CODES if code.startswith(str(critere))}
            faire(self.of, f"{fiche}critere/{critere}/", **reponses)
        faire(self.of, f"{fiche}critere/1/annexe/", titre="Cahier des charges", fichier=feuille())
        faire(self.of, f"{fiche}critere/3/annexe/", titre="Pièce vérifiée", fichier=image())

    def engager_et_deposer(self, dossier: DossierHabilitation) -> None:
        fiche = f"/habilitations/dossiers/{dossier.pk}/"
        faire(
            self.of,
            f"{fiche}engagement/",
            nom="Inès Baron",
            qualite="Directrice",
            accepte="on",
            scan=feuille(),
            le=horloge.aujourdhui().isoformat(),
        )
        faire(self.of, f"{fiche}deposer/")

    def admettre(self, dossier: DossierHabilitation) -> Audit:
        recevoir = f"/habilitations/dossiers/{dossier.pk}/recevoir/"
        faire(self.agent, recevoir, admissible="oui", agent=self.personne_agent.pk, motif="")
        return Audit.objects.latest("pk")

    def apprecier(self, audit: Audit, ecarts: dict[str, str], codes: tuple[str, ...] = CODES) -> None:
        for code in codes:
            verdict = ecarts.get(code, "conforme")
            preuve = "" if verdict == "majeure" else "Entretien du jour"
            motif = "" if verdict == "conforme" else "La procédure n’est pas montrée."
            faire(self.agent, f"/audits/{audit.pk}/indicateurs/{code}/", verdict=verdict, preuve=preuve, motif=motif)
        faire(self.agent, f"/audits/{audit.pk}/notifier/")

    def corriger(self, nc: NonConformite) -> None:
        faire(self.of, f"/non-conformites/{nc.pk}/plan/", porteur="Yann Kermarrec", plan="Revoir la procédure.")
        faire(self.of, f"/non-conformites/{nc.pk}/preuve/", fichier=feuille(), commentaire="Procédure revue.")

    def habiliter(self) -> Habilitation:
        """The short way: a file without any deviation."""
        dossier = self.ouvrir()
        self.remplir(dossier)
        self.engager_et_deposer(dossier)
        audit = self.admettre(dossier)
        self.apprecier(audit, {})
        faire(self.responsable, f"/audits/{audit.pk}/decider/", favorable="oui", motif="")
        return Habilitation.objects.latest("pk")


@pytest.fixture
def troupe(horloge_a_part, connecte) -> TroupeHabilitation:
    return TroupeHabilitation(connecte)


def test_une_mineure_et_une_majeure_corrigees_le_dernier_jour_l_organisme_est_habilite(troupe):
    dossier = troupe.ouvrir()
    troupe.remplir(dossier)
    troupe.engager_et_deposer(dossier)
    dossier.refresh_from_db()
    assert (dossier.etat, dossier.nature) == (EtatDossier.DEPOSE, NatureDossier.INITIALE)
    octets = octets_de(dossier.document.fichier)
    with pikepdf.open(io.BytesIO(octets)) as document:
        signets = [str(signet.title) for signet in document.open_outline().root]
    assert signets[-3:] == ["Engagement signé", "C1-A1 – Cahier des charges", "C3-A1 – Pièce vérifiée"]
    assert "Notre réponse 6.2" in texte_du_pdf(octets)

    audit = troupe.admettre(dossier)
    faire(troupe.agent, f"/audits/{audit.pk}/question/", question="Qui saisit les inscriptions ?")
    faire(troupe.of, f"/audits/questions/{audit.echanges.get().pk}/repondre/", reponse="Deux assistantes.")
    le = horloge.aujourdhui().isoformat()
    faire(troupe.agent, f"/audits/{audit.pk}/visite/", le=le, lieu="Saint-Nazaire", compte_rendu="Plateau conforme.")
    troupe.apprecier(audit, {"2.1": "mineure", "6.2": "majeure"})
    audit.refresh_from_db()
    limite = troupe.depart + relativedelta(months=6)
    assert (audit.etat, audit.limite()) == (EtatAudit.CORRECTIONS, limite)
    rapport = texte_du_pdf(octets_de(audit.rapport.fichier))
    for attendu in ("Plateau conforme", "Deux assistantes", "aucune preuve versée", "non-conformité majeure"):
        assert attendu.casefold() in rapport.casefold()
    refus = troupe.responsable.post(f"/audits/{audit.pk}/decider/", {"favorable": "oui", "motif": ""})
    assert (refus.status_code, Habilitation.objects.count()) == (200, 0)

    troupe.aller_au(limite)
    mineure, majeure = audit.non_conformites.order_by("constat__code")
    for nc in (mineure, majeure):
        troupe.corriger(nc)
    troupe.aller_au(limite + timedelta(days=4))
    for nc in (mineure, majeure):
        faire(troupe.agent, f"/non-conformites/{nc.pk}/lever/", commentaire="Vu.")
    audit.refresh_from_db()
    assert audit.etat == EtatAudit.DECISION
    faire(troupe.responsable, f"/audits/{audit.pk}/decider/", favorable="oui", motif="")

    audit.refresh_from_db()
    dossier.refresh_from_db()
    validation = limite + timedelta(days=4)
    assert dossier.etat == EtatDossier.HABILITE
    assert (dossier.habilitation.date_effet, dossier.habilitation.date_fin) == (
        validation,
        validation + relativedelta(years=5) - timedelta(days=1),
    )
    assert "est habilité du" in " ".join(texte_du_pdf(octets_de(audit.attestation.fichier)).split())
    assert troupe.of.get(f"/audits/{audit.pk}/documents/attestation/").status_code == 200
    assert "Habilitation de votre organisme" in [courriel.subject for courriel in mail.outbox]


def test_une_non_conformite_non_corrigee_mene_au_refus_apres_les_observations(troupe):
    dossier = troupe.ouvrir()
    troupe.remplir(dossier)
    troupe.engager_et_deposer(dossier)
    audit = troupe.admettre(dossier)
    troupe.apprecier(audit, {"3.2": "majeure"})
    limite = troupe.depart + relativedelta(months=6)
    contradictoire = f"/audits/{audit.pk}/contradictoire/"

    troupe.aller_au(limite)
    assert troupe.responsable.post(contradictoire, {"motif": "Rien n’est venu."}).status_code == 200
    troupe.aller_au(limite + timedelta(days=1))
    nc = audit.non_conformites.get()
    tard = troupe.of.post(f"/non-conformites/{nc.pk}/preuve/", {"fichier": feuille(), "commentaire": ""})
    assert (tard.status_code, nc.preuves.count()) == (200, 0)
    faire(troupe.responsable, contradictoire, motif="Rien n’est venu.")
    hatif = troupe.responsable.post(f"/audits/{audit.pk}/decider/", {"favorable": "non", "motif": "Rien n’est venu."})
    assert hatif.status_code == 200
    faire(troupe.of, f"/audits/{audit.pk}/observations/", observations="Notre équipe a changé.")
    faire(troupe.responsable, f"/audits/{audit.pk}/decider/", favorable="non", motif="Identités non vérifiées.")

    audit.refresh_from_db()
    dossier.refresh_from_db()
    lettre = " ".join(texte_du_pdf(octets_de(audit.lettre.fichier)).split())
    assert (dossier.etat, audit.favorable, audit.attestation, Habilitation.objects.count()) == (
        EtatDossier.REFUSE,
        False,
        None,
        0,
    )
    for attendu in ("Refus d’habilitation", "Vos observations", "Identités non vérifiées"):
        assert attendu in lettre


def test_un_audit_declenche_par_le_jury_puis_non_corrige_retire_l_habilitation(troupe):
    habilitation = troupe.habiliter()
    troupe.aller_au(troupe.depart + timedelta(days=400))
    faire(
        troupe.agent,
        f"/organismes/{troupe.organisme.pk}/audit/",
        declencheur="jury",
        demandeur="Jury du 3 mars",
        motif="Grilles sans avis.",
        agent=troupe.personne_agent.pk,
    )
    audit = Audit.objects.latest("pk")
    assert (audit.nature, audit.declencheur, audit.habilitation) == (NatureAudit.INTERMEDIAIRE, "jury", habilitation)
    troupe.apprecier(audit, {"5.2": "majeure"}, codes=("5.1", "5.2"))
    troupe.aller_au(audit.non_conformites.get().echeance + timedelta(days=1))
    faire(troupe.responsable, f"/audits/{audit.pk}/contradictoire/", motif="Les avis manquent toujours.")
    troupe.aller_au(horloge.aujourdhui() + timedelta(days=16))
    faire(troupe.responsable, f"/audits/{audit.pk}/decider/", favorable="non", motif="Avis jamais remis.")
    le = horloge.aujourdhui()
    habilitation.refresh_from_db()
    assert (habilitation.retiree_le, habilitation.motif_retrait) == (le, "Avis jamais remis.")
    assert habilitation_le(troupe.organisme, le) is None
    assert habilitation_le(troupe.organisme, le - timedelta(days=1)) == habilitation
    audit.refresh_from_db()
    lettre = " ".join(texte_du_pdf(octets_de(audit.lettre.fichier)).split())
    assert ("Retrait de votre habilitation" in lettre, "n’en a pas adressé" in lettre) == (True, True)


def test_le_renouvellement_part_du_dernier_dossier_et_prend_effet_au_lendemain(troupe):
    habilitation = troupe.habiliter()
    troupe.aller_au(habilitation.date_fin - timedelta(days=90))
    dossier = troupe.ouvrir()
    assert (dossier.nature, dossier.precedent, dossier.engagement_scan) == (
        NatureDossier.RENOUVELLEMENT,
        habilitation.dossier,
        None,
    )
    assert dict(dossier.reponses.values_list("code", "texte")) == {code: f"Notre réponse {code}" for code in CODES}
    assert [annexe.code for annexe in dossier.annexes.all()] == ["C1-A1", "C3-A1"]
    troupe.engager_et_deposer(dossier)
    audit = troupe.admettre(dossier)
    assert audit.nature == NatureAudit.RENOUVELLEMENT
    troupe.apprecier(audit, {})
    faire(troupe.responsable, f"/audits/{audit.pk}/decider/", favorable="oui", motif="")
    suivante = Habilitation.objects.latest("pk")
    assert suivante.date_effet == habilitation.date_fin + timedelta(days=1)


def test_chacun_son_dossier_et_chacun_ses_actes(troupe, connecte):
    """An OF sees its own file alone; its managers deposit, staff instruct, the responsable decides."""
    dossier = troupe.ouvrir()
    troupe.remplir(dossier)
    troupe.engager_et_deposer(dossier)
    audit = troupe.admettre(dossier)
    voisin = connecte(creer_membre(OrganismeFactory()))
    simple = creer_membre(troupe.organisme)
    simple.appartenances.update(gestionnaire=False)
    for adresse in (f"/habilitations/dossiers/{dossier.pk}/", f"/audits/{audit.pk}/"):
        assert [p.get(adresse).status_code for p in (voisin, connecte(simple), troupe.agent)] == [404, 200, 200]
    ouvrir = f"/organismes/{troupe.organisme.pk}/dossier/"
    assert [p.post(ouvrir).status_code for p in (voisin, connecte(simple), troupe.agent)] == [404, 403, 403]
    decider = f"/audits/{audit.pk}/decider/"
    assert [p.get(decider).status_code for p in (troupe.of, troupe.agent, troupe.responsable)] == [403, 403, 200]
    assert troupe.of.get(f"/audits/{audit.pk}/indicateurs/1.1/").status_code == 403
    troupe.agent.post(
        f"/audits/{audit.pk}/indicateurs/1.1/", {"verdict": "majeure", "motif": "Secret avant notification"}
    )
    assert "Secret avant" not in troupe.of.get(f"/audits/{audit.pk}/").content.decode()
    assert "Secret avant" in troupe.agent.get(f"/audits/{audit.pk}/").content.decode()

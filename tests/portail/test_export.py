"""Every workbook the portal gives, read cell by cell: no text typed by anybody becomes a formula."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook

from candidats.donnees import FichierRecu
from candidats.imports.colonnes import COLONNES
from candidats.models import ImportClasseur
from candidats.services.classeur import lire_classeur, recevoir_classeur
from candidats.services.gac import exporter_gac
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import CSV, XLSX
from certif_portal.commun.tableur import DEBUTS_DE_FORMULE
from certif_portal.portail.models import Export
from certif_portal.portail.services.export import demander_export, preparer_export
from evaluations.models import MembreCommission
from habilitations.choix import NatureChangement
from habilitations.services.liste import noter_changement
from jurys.choix import EtatJury
from jurys.models import Presentation, Purge
from tests.architecture.droits import Monde, lire_table, noms_des_adresses
from tests.candidats.classeur import ligne
from tests.evaluations.factories import CommissionFactory, EvaluateurFactory
from tests.jurys.factories import JuryFactory
from tests.parcours.exploration import Camp, marquer
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
PIEGE = "=zqxjf"  # what `marquer` writes at the head of every free text
SANS_EXTENSION = {"gac_fichier"}  # the national workbook is a stored file
# Rates, lists of « CQPM … »; figures, none of which is told of so few people: no cell of its own.
SANS_TEXTE_LIBRE = {"insertion_exporter", "classeur_modele", "chiffre_exporter", "severite_exporter", "purge_exporter"}


@pytest.fixture
def scene(referentiel, agent):
    """An OF whose every text begins like a formula, with a closed jury, a lot for the national system, a .csv sent."""
    evaluateur, commission = EvaluateurFactory(), CommissionFactory(date=horloge.aujourdhui())
    MembreCommission.objects.create(commission=commission, evaluateur=evaluateur)
    le = horloge.aujourdhui()
    jury = JuryFactory(date=le, etat=EtatJury.CLOS, convoque_le=le - timedelta(days=20), clos_le=horloge.maintenant())
    camp = Camp(PIEGE, referentiel, commission, jury, evaluateur)
    with desceller():
        Presentation.objects.update(decision="A", decidee_le=horloge.maintenant())
    marquer(referentiel, PIEGE)
    marquer(referentiel.certification, PIEGE)
    acte = camp.organisme.habilitations.get()
    acte.autre_centre = ""  # ours: in the list and in its changes
    acte.save(update_fields=["autre_centre"])
    noter_changement(acte, NatureChangement.ACCORDEE, le, f"{PIEGE}1", par=agent, a=horloge.maintenant())
    lot = exporter_gac(ids=[camp.acceptee.pk], deja=False, par=agent, a=horloge.maintenant())
    return camp, lot


def envoyer_un_csv(camp) -> ImportClasseur:
    """A workbook in text, whose cells a spreadsheet would run; copied into an .xlsx to be annotated."""
    valeurs = ligne(nom_naissance="=HYPERLINK(1)", prenom="@SUM(A1)", formateurs="", financements="PDC")
    titres = {colonne.cle: colonne.titre for colonne in COLONNES}
    texte = "\r\n".join((";".join(titres[cle] for cle in valeurs), ";".join(map(str, valeurs.values()))))
    fichier, a = FichierRecu("envoi.csv", texte.encode(), CSV), horloge.maintenant()
    classeur = recevoir_classeur(organisme=camp.organisme, fichier=fichier, par=camp.membre, a=a)
    lire_classeur(classeur_id=classeur.pk, le=horloge.aujourdhui())
    return classeur


def preparer_un_export(agent) -> Export:
    """The list of registrations as the task writes it, apart from any page."""
    a = horloge.maintenant()
    export = demander_export(personne=agent, nature="inscriptions", requete="", nombre=0, a=a)
    preparer_export(export.pk, le=horloge.aujourdhui(), a=horloge.maintenant)
    return export


def formules(octets: bytes) -> tuple[list[str], int]:
    """(cells that a spreadsheet would run now or after an edit, texts that begin like a formula and are inert)."""
    cellules = [c for feuille in load_workbook(io.BytesIO(octets)) for rang in feuille.iter_rows() for c in rang]
    suspectes = [c for c in cellules if isinstance(c.value, str) and c.value.startswith(DEBUTS_DE_FORMULE)]
    actives = [c for c in cellules if c.data_type == "f" or (c in suspectes and not c.quotePrefix)]
    return [f"{c.parent.title}!{c.coordinate} : {c.value}" for c in actives], len(suspectes)


def test_aucun_classeur_du_portail_ne_porte_de_formule(scene, connecte, agent, responsable, instant):
    camp, lot = scene
    routes, table = noms_des_adresses(), lire_table()
    noms = {nom for nom, route in routes.items() if route.endswith(".xlsx")} | SANS_EXTENSION
    assert len(noms) >= 7
    clients = {"agent": connecte(agent), "of": connecte(camp.membre), "responsable": connecte(responsable)}
    propres = {"lot_gac": lot.pk, "classeur": envoyer_un_csv(camp).pk, "export": preparer_un_export(agent).pk}
    propres["purge"] = Purge.objects.create(le=instant.date(), demandee_le=instant).pk
    monde = Monde(camp.cles() | propres, clients)
    ouverts, pieges = {}, {}
    for nom in noms:
        for role in clients:
            if table[nom]["attendus"][role] == 200:
                reponse = clients[role].get(monde.adresse(nom, routes[nom], table[nom]["objet"], role))
                assert reponse.headers["Content-Type"] == XLSX, (nom, reponse.status_code)
                actives, inertes = formules(reponse.getvalue())
                ouverts[nom, role], pieges[nom] = actives, pieges.get(nom, 0) + inertes
    assert {cle: actives for cle, actives in ouverts.items() if actives} == {}
    assert {nom for nom, _ in ouverts} == noms
    assert {nom for nom, nombre in pieges.items() if not nombre} <= SANS_TEXTE_LIBRE  # the traps are really in them


def test_un_texte_laisse_tel_quel_serait_vu():
    """Negative control of the reader."""
    livre = Workbook()
    livre.active.append(["=1+1", "texte"])
    sortie = io.BytesIO()
    livre.save(sortie)
    assert formules(sortie.getvalue()) == (["Sheet!A1 : =1+1"], 1)

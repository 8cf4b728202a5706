"""Every document of a centre that has set nothing: it is made, and says the defaults of the sources."""

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered

from candidats.models import Candidat
from certif_portal.centre.models import ENTETE_BDC, ENTETE_CQPM, ParametresCentre, ValeurAvis, lire_parametres
from certif_portal.centre.versos import VERSO_CCPI, VERSO_CQPI
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.models import DocumentRendu
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.types_fichiers import DOCX
from certif_portal.portail.services.rapport import demander_rapport, etablir_rapport
from evaluations.documents.avis import avis_en_pdf
from evaluations.documents.feuille import avis_a_signer_en_pdf
from evaluations.documents.grille_papier import grille_papier_pdf
from evaluations.documents.grille_scellee import grille_scellee_pdf
from evaluations.documents.jour import MODELE_JOUR, contexte_jour
from evaluations.documents.participation import attestation_participation
from evaluations.queries.avis import activites_pour_avis
from evaluations.services.avis import ouvrir_avis, rendre_avis
from evaluations.services.convocation import editer_lettres
from evaluations.services.emargement import rendre_emargement
from habilitations.documents.dossier import contexte_non_conformite
from habilitations.services.annexe import joindre_annexe, rendre_lisible
from jurys.choix import CanalConvocation, EtatJury
from jurys.models import Certificat
from jurys.queries.ecrans import membres_de
from jurys.services.certificat import delivrer_duplicata
from jurys.services.cprefp import envoyer_information, preparer_information
from jurys.services.designation import demander_designations
from jurys.services.envoi import envoyer_convocations
from jurys.services.lettre import envoyer_lettres
from jurys.services.papier import editer_papiers
from jurys.services.rectification import editer_rectificatif, ouvrir_rectification, rectifier_mention
from jurys.services.table import imprimer_la_table
from referentiels import documents
from referentiels.models import EquivalenceCQPI
from referentiels.queries.fiche import fiche_referentiel
from tests.commun.acces_pdf import fautes
from tests.commun.test_bureautique import word
from tests.environnement import PARCOURS_ENTIERS, RACINE
from tests.evaluations.factories import AVANT, planifier, remplir, sceller
from tests.habilitations.dossier import Scene
from tests.jurys.factories import (
    CE_JOUR,
    OrganisationSyndicaleFactory,
    creer_jury_compose,
    dossier_pret,
    jury_clos,
    presenter,
    relire,
)
from tests.jurys.gtp import dossier_pret_a_partir, signer_les_pieces
from tests.jurys.lecture import texte
from tests.pieges import DEUX_CENTS, a_l_ecoute, imprimer, pieges, porte_le_leurre
from tests.referentiels.factories import CertificationFactory, creer_referentiel
from tests.sorties import fautes_html, hostile

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
LE = date(2026, 3, 2)
TOUS = {f.stem for f in (RACINE / "templates" / "documents").glob("*.html") if not f.name.startswith("_")}
ATTENDUS = (  # what nobody has set, as the sources give it
    ("avis_vierge", "Activité du métier Favorable Réservé Défavorable 1."),
    ("livret_vierge", "Livret de suivi CQPM"),
    ("certificat_cqpm", ENTETE_CQPM),
    ("certificat_cqpm", "N° Certificat MC 000001"),
    ("certificat_cqpm", "Le Président de l’UIMM"),
    ("certificat_bdc", ENTETE_BDC),
    ("certificat_cqpi", VERSO_CQPI.split()[0]),
    ("certificat_ccpi", VERSO_CCPI.split()[0]),
    ("releve_forfaits", "1 500,00 €"),
    ("rapport_annuel", f"{LE.year - 1}"),
    ("lettre", "Le Président du jury paritaire de délibération Nolwenn Tanguy"),
    ("decision_habilitation", "Le Président de l’UIMM"),
    ("emargement_commission", "Feuille d’émargement"),
    ("avis_a_signer", "Activité du métier Favorable Réservé Défavorable 1."),
    ("avis_entreprise", "Anne Prigent, Tutrice, le 1er septembre 2026"),
)


@pytest.fixture
def rendus(db):
    """The templates of documents rendered since, each as it was given what it says."""
    noms: dict[str, tuple[Template, dict[str, object]]] = {}

    def noter(template, context, **_):
        nom = (template.name or "").removeprefix("documents/").removesuffix(".html")
        noms[nom] = (template, context.flatten())

    template_rendered.connect(noter)
    yield noms
    template_rendered.disconnect(noter)


def vierges(agent) -> dict[str, str]:
    fiche = fiche_referentiel(agent, creer_referentiel().pk)
    modeles = (documents.LIVRET, documents.GRILLE, documents.AVIS, documents.REFERENTIEL)
    return {modele: texte(documents.document_pdf(modele, fiche, lire_parametres())) for modele in modeles}


def du_jury(agent) -> None:
    """A jury that awards every type, and refuses one."""
    cqpm, ccpm, ccpi = (
        creer_referentiel(),
        *(creer_referentiel(rncp=False, champs_certification={"type": type_}) for type_ in ("CCPM", "CCPI")),
    )
    EquivalenceCQPI.objects.create(
        cqpm=cqpm.certification, cqpi=CertificationFactory(type="CQPI"), debut=date(2020, 1, 1)
    )
    admis = [dossier_pret(referentiel=referentiel) for referentiel in (cqpm, ccpm, ccpi)]
    admis.append(dossier_pret(referentiel=cqpm, blocs=(1,)))
    jury = jury_clos(*admis, non_admis=(dossier_pret(referentiel=cqpm, non_maitrisees=(1,)),), par=agent)
    envoyer_convocations(jury, membres_de(jury), agent, CE_JOUR)
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    delivrer_duplicata(certificat=Certificat.objects.first(), motif="Perdu.", par=agent, a=CE_JOUR)

    signer_les_pieces(jury, par=agent)
    dossier_pret_a_partir(jury, par=agent)
    rectification = ouvrir_rectification(jury=jury, motif="Lieu faux.", par=agent, a=CE_JOUR)
    mention = {"sujet": "Lieu", "lu": "Nantes", "juste": "Saint-Nazaire", "presentation": None}
    rectifier_mention(rectification=rectification, **mention, par=agent, a=CE_JOUR)
    editer_rectificatif(rectification=rectification, par=agent, a=CE_JOUR)


def d_avant_le_jury(agent) -> None:
    """Unions and CPREFP without an address are written to on paper; what lies on the table."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    OrganisationSyndicaleFactory(nom="Union des métaux")
    demander_designations(jury=jury, le=A.date(), par=agent, a=A)
    information = preparer_information(par=agent, a=A)
    envoyer_information(information=information, le=A.date(), canal=CanalConvocation.COURRIER, par=agent, a=A)
    convoque = creer_jury_compose()
    presenter(convoque, dossier_pret(), par=agent)
    relire(convoque, par=agent)
    imprimer_la_table(jury=convoque, par=agent, a=A)


def de_l_habilitation() -> None:
    scene, autre = Scene(), Scene()
    joint = ("moyens.docx", word("Un poste de soudage"), DOCX)
    version = joindre_annexe(dossier=autre.brouillon(LE), critere=2, titre="Moyens", fichier=joint, par=autre.of, a=A)
    rendre_lisible(version.pk, a=A)
    audit = scene.notifie(LE, {"1.1": "mineure"})
    nc = audit.non_conformites.get()
    rendre_pdf("non_conformite", contexte_non_conformite(nc, "Libellé", A), identifiant="nc")
    scene.prouve(nc, LE)
    scene.leve(nc, LE)
    scene.decide(audit, LE)


def de_la_commission(passage, evaluateur, agent) -> None:
    """The émargement, a letter to whoever has no address, the papers of the day, what the employer is told."""
    commission, centre = passage.commission, lire_parametres()
    rendre_emargement(commission=commission, par=None, a=AVANT)
    Candidat.objects.filter(pk=passage.inscription.candidat_id).update(courriel="")
    editer_lettres(commission=commission, par=agent, a=AVANT)
    rendre_pdf(MODELE_JOUR, contexte_jour(commission, [], [passage], {}, centre, AVANT), identifiant="jour")
    grille_papier_pdf(passage.inscription.grille, centre)
    grille = sceller(remplir(passage))
    grille_scellee_pdf(grille.versions.get(), centre)
    attestation_participation(evaluateur, [commission], LE, LE, centre, AVANT)


def de_l_entreprise(inscription, agent) -> dict[str, str]:
    """The opinion to be signed by hand, and one signed on its page."""
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    a_signer = texte(avis_a_signer_en_pdf(avis, lire_parametres()))
    favorable = ValeurAvis.objects.get(code="favorable")
    rendre_avis(
        lien=avis.liens.get(),
        par_activite={activite.pk: favorable for activite in activites_pour_avis(inscription)},
        valeur=favorable,
        commentaire="",
        nom="Anne Prigent",
        qualite="Tutrice",
        signature=[[[10, 10], [600, 200]]],
        a=AVANT,
    )
    avis.refresh_from_db()
    return {"avis_a_signer": a_signer, "avis_entreprise": texte(avis_en_pdf(avis, lire_parametres()))}


def inertes(rendus) -> list[str]:
    """Each document again, every text that it is given a hostile one: what it does more than say it."""
    fautes, dits = [], 0
    for nom in TOUS:
        modele, contexte = rendus[nom]
        page = modele.render(Context(hostile(contexte)))
        dits += "&lt;zqxh" in page
        fautes += [f"{nom} : {faute}" for faute in fautes_html(page)]
    assert dits > len(TOUS) * 3 // 4
    return fautes


def bavards(rendus, ecoute) -> list[str]:
    """Each document again, its texts a trap that would call or read: printed as any text, it does neither. All of them
    in `dev.py epreuves parcours documents`."""
    noms, joues = sorted(TOUS), pieges(ecoute.cible, DEUX_CENTS)
    if not PARCOURS_ENTIERS:
        noms, joues = noms[::3], joues[: len(noms) // 3]
    fautes = []
    for rang, piege in enumerate(joues):
        nom = noms[rang % len(noms)]
        modele, contexte = rendus[nom]
        octets = imprimer(modele.render(Context(hostile(contexte, piege.texte))))
        refuse = not octets and not nom.startswith("certificat_")  # its code draws an address, that the trap replaced
        if ecoute.visites or porte_le_leurre(octets) or refuse:
            fautes.append(f"{nom}, {piege} : {len(octets)} octets")
            ecoute.oublier()
    return fautes


def imprimes_sans_reseau(rendus, dossier) -> int:
    """As they are, in a process that may open no connection, and that has no network where the system lets one be
    taken away."""
    for nom in TOUS:
        modele, contexte = rendus[nom]
        (dossier / f"{nom}.html").write_text(modele.render(Context(contexte)))
    seul = ["unshare", "--map-root-user", "--net"]
    permis = (
        shutil.which("unshare") and subprocess.run([*seul, "true"], check=False, capture_output=True).returncode == 0
    )
    commande = [*(seul if permis else []), sys.executable, "-m", "tests.parcours.sans_reseau", str(dossier)]
    fini = subprocess.run(commande, cwd=RACINE, check=False, capture_output=True, text=True)
    assert fini.returncode == 0, fini.stderr[-2000:]
    return int(fini.stdout)


def test_chaque_document_d_un_centre_vide(rendus, agent, inscription, evaluateur, autre_evaluateur, connecte, tmp_path):
    assert (ParametresCentre.objects.count(), ValeurAvis.objects.count()) == (0, 0)
    lus = vierges(agent)
    d_avant_le_jury(agent)
    du_jury(agent)
    de_l_habilitation()
    de_la_commission(planifier(inscription, evaluateur, autre_evaluateur), evaluateur, agent)
    lus["releve_forfaits"] = texte(
        connecte(agent).get("/inscriptions/forfaits/releve.pdf?du=2026-12-01&au=2026-12-31").content
    )
    lus |= de_l_entreprise(inscription, agent)
    etablir_rapport(demander_rapport(annee=LE.year - 1, par=agent, a=A).pk, a=A)
    actes = {document.code: octets_de_l_acte(document) for document in DocumentRendu.objects.all()}
    lus |= {nom: texte(octets) for nom, octets in actes.items()}
    dites = {nom: fautes(octets) for nom, octets in actes.items() if nom != "essai"}
    augmentes = {nom: ["ne porte pas la marque PDF/UA"] for nom in ("dossier_habilitation", "duplicata")}
    assert {nom: une for nom, une in dites.items() if une} == augmentes  # annexes, a mark laid over: nobody tagged them
    assert TOUS - rendus.keys() == set()
    rendus = dict(rendus)  # what is rendered from here on is no act
    assert inertes(rendus) == []
    with a_l_ecoute(tmp_path) as ecoute:
        assert bavards(rendus, ecoute) == []
    assert imprimes_sans_reseau(rendus, tmp_path) == len(TOUS)
    assert [(nom, dit) for nom, dit in ATTENDUS if dit not in lus[nom]] == []
    sans_centre = {nom for nom, lu in lus.items() if lire_parametres().nom not in lu}
    assert sans_centre == {"essai"}  # the fiches the factories put there

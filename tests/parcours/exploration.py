"""Two OFs whose every text is a marker, and a reader that follows each link it is given and reads all it receives."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pypdfium2
from django.db import models
from django.test import Client

from candidats.choix import EtatLivret
from candidats.models import Derogation, Formateur, ImportClasseur, LigneLivret, Livret, PieceIdentite, RecevabiliteVAE
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import XLSX, ZIP, enregistrer_fichier
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.pages import CHAMP
from certif_portal.comptes.choix import Role
from certif_portal.portail.models import VueEnregistree
from evaluations.choix import EtatAvis, EtatGrille
from evaluations.models import Appreciation, AvisEntreprise, Commission, Evaluateur, Grille, LienAvis, Passage
from habilitations.models import Habilitation, MembreOrganisme
from jurys.models import Certificat, Jury, Presentation
from referentiels.models import Competence, Referentiel
from tests.architecture.monde_habilitation import creer_habilitation
from tests.candidats.classeur import classeur, ligne
from tests.candidats.factories import CandidatFactory, EntrepriseFactory, InscriptionFactory, ProjetFactory
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import CommissionFactory
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.journal import journaliser
from tests.scelles import desceller

AIGUILLE = "kwb"  # in every marker: what a search for another's name would type
LONGUEUR_MINIMALE = 12  # shorter texts are codes, which name nobody
# What has a form of its own, or is read by the program; the company of a projet, which an OF leaves empty; what goes
# with another certificate alone.
SANS_MARQUE = {
    "entreprise_nom",
    "siret",
    "cle",
    "jeton_sha256",
    "empreinte",
    "sha256",
    "type_mime",
    "acte",
    "code_nace",
    "dossier_type",
    "password",
    "page",
    "requete",
    "feuille",
    "remplace_motif",
}
PAGES_AU_PLUS = 800
SORTIES = re.compile(r"deconnexion|logout|/static/|^/admin/|^/guide/.")  # the guide is the same for everybody


@desceller()
def marquer(objet: models.Model, marque: str) -> None:
    """Write the marker in every free text of a row, whatever the columns that come later."""
    textes: dict[str, str] = {}
    for champ in objet._meta.concrete_fields:
        libre = isinstance(champ, models.CharField | models.TextField) and not champ.choices
        if not libre or champ.name in SANS_MARQUE or (champ.max_length or 999) < LONGUEUR_MINIMALE:
            continue
        valeur = f"{marque}{AIGUILLE}{objet.pk}"
        textes[champ.name] = f"{valeur}@exemple.fr" if isinstance(champ, models.EmailField) else valeur
    type(objet)._base_manager.filter(pk=objet.pk).update(**textes)


class Camp:
    """One OF, a user, a registration in each state, with everything that may hang on it; all marked."""

    def __init__(
        self, marque: str, referentiel: Referentiel, commission: Commission, jury: Jury, evaluateur: Evaluateur
    ):
        self.marque, self.objets = marque, []
        self.a, self.le = horloge.maintenant(), horloge.aujourdhui()
        self.organisme = creer_organisme_habilite(adresse="x", ville="x")
        self.membre = creer_membre(self.organisme)
        self.collegue = creer_membre(self.organisme)
        self.referentiel = referentiel
        self.acceptee = self._inscrire()
        self.deposee = self._inscrire(deposee=True)
        self.brouillon = self._inscrire(brouillon=True, motif_retour="x")
        self.vae = self._inscrire(vae=True)
        self._projets()
        self._suivi()
        self._evaluation(commission, evaluateur)
        self._jury(jury)
        self._acces()
        self._habilitation()
        for objet in self.objets:
            marquer(objet, marque)
            journaliser(objet, "essai", f"{marque}{AIGUILLE} au journal", par=None, a=self.a)
        for personne in (self.membre, self.collegue):
            marquer(personne, marque)

    def _fichier(self) -> Fichier:
        nom = f"{self.marque}{AIGUILLE}.pdf"
        octets = f"%PDF-1.4\n{self.marque}{AIGUILLE}\n%%EOF\n".encode()
        return enregistrer_fichier(nom=nom, octets=octets, type_mime="application/pdf", par=None, a=self.a)

    def _garder(self, *objets: models.Model) -> None:
        self.objets += objets

    def _inscrire(self, **champs: Any) -> Any:
        inscription = InscriptionFactory(
            candidat=CandidatFactory(),
            entreprise=EntrepriseFactory(),
            organisme=self.organisme,
            referentiel=self.referentiel,
            **champs,
        )
        self._garder(inscription, inscription.candidat, inscription.entreprise)
        self._garder(Formateur.objects.create(inscription=inscription, nom="x"))
        return inscription

    def _projets(self) -> None:
        commun = {"organisme": self.organisme, "referentiel": self.referentiel}
        self.projet, self.projet_brouillon = (
            ProjetFactory(depose=True, **commun),
            ProjetFactory(brouillon=True, **commun),
        )
        self._garder(self.projet, self.projet_brouillon)

    def _suivi(self) -> None:
        livret = Livret.objects.create(
            inscription=self.acceptee,
            etat=EtatLivret.DEPOSE,
            accord="entreprise",
            accord_nom="x",
            accord_le=self.le,
            depose_le=self.a,
            premier_depot_le=self.le,
            depose_par=self.membre,
            fichier=self._fichier(),
        )
        prevue = LigneLivret.objects.create(livret=livret, competence=Competence.objects.first(), situation="x")
        derogation = Derogation.objects.create(
            inscription=self.deposee, motif_demande="x", demandee_le=self.a, demandee_par=self.membre
        )
        PieceIdentite.objects.create(
            inscription=self.deposee, type="carte", fichier=self._fichier(), deposee_le=self.a, deposee_par=self.membre
        )
        self._garder(livret, prevue, derogation, RecevabiliteVAE.objects.create(inscription=self.vae, recue_le=self.le))
        recu = ImportClasseur.objects.create(
            organisme=self.organisme,
            nom="x",
            depose_le=self.a,
            depose_par=self.membre,
            fichier=enregistrer_fichier(
                nom=f"{self.marque}{AIGUILLE}.xlsx",
                octets=classeur(ligne(nom_naissance=f"{self.marque}{AIGUILLE}")),
                type_mime=XLSX,
                par=None,
                a=self.a,
            ),
        )
        self._garder(recu)

    def _evaluation(self, commune: Commission, evaluateur: Evaluateur) -> None:
        propre = CommissionFactory(date=self.le + timedelta(days=30))
        Passage.objects.create(commission=propre, inscription=self.vae)
        Grille.objects.create(inscription=self.vae, etat=EtatGrille.OUVERTE, ouverte_le=self.a)
        passage = Passage.objects.create(commission=commune, inscription=self.acceptee)
        grille = Grille.objects.create(inscription=self.acceptee, etat=EtatGrille.OUVERTE, ouverte_le=self.a)
        appreciation = Appreciation.objects.create(
            grille=grille,
            competence=Competence.objects.first(),
            passage=passage,
            maitrisee=False,
            commentaire="x",
            saisie_le=self.a,
            saisie_par=evaluateur,
        )
        avis = AvisEntreprise.objects.create(
            inscription=self.acceptee,
            etat=EtatAvis.RENDU,
            demande_le=self.a,
            rendu_le=self.a,
            nom="x",
            qualite="x",
            valeur=valeurs_avis()[0],
            commentaire="x",
        )
        lien = LienAvis.objects.create(
            avis=avis,
            destinataire="x@exemple.fr",
            jeton_sha256=self.marque,
            cree_le=self.a,
            expire_le=self.a + timedelta(days=9),
        )
        self._garder(propre, appreciation, avis, lien)

    @desceller()
    def _jury(self, jury: Jury) -> None:
        rang = jury.presentations.count() + 1
        presentation = Presentation.objects.create(jury=jury, inscription=self.acceptee, code=f"K{rang}", ordre=rang)
        document = DocumentRendu.objects.create(
            code="essai",
            titre="x",
            fichier=self._fichier(),
            version_modele="1",
            version_dispositif="2020",
            rendu_le=self.a,
        )
        certificat = Certificat.objects.create(
            numero=f"MC {self.marque}",
            serie="CQPM",
            rang=rang,
            type="CQPM",
            presentation=presentation,
            code_certification="MQ",
            intitule="x",
            nom="x",
            prenoms="x",
            date_naissance=self.le,
            lieu_naissance="x",
            date_jury=self.le,
            document=document,
            delivre_le=self.a,
            remis_le=self.le,
            remis_a="x",
            remis_comment="main",
        )
        self.certificat = certificat
        self._garder(document, certificat)

    def _acces(self) -> None:
        habilitation = Habilitation.objects.get(organisme=self.organisme)
        habilitation.acte = self._fichier()
        habilitation.save(update_fields=["acte"])
        vue = VueEnregistree.objects.create(personne=self.membre, page="inscription_liste", nom="x")
        self._garder(self.organisme, habilitation, vue)

    def _habilitation(self) -> None:
        """Its application, audit, non-conformity and their files."""
        personnes = {"agent": creer_personne(Role.AGENT), "responsable": creer_personne(Role.RESPONSABLE)}
        self.audites = creer_habilitation(self.organisme, personnes, self.a, self.le)
        objets = [objet for objet in self.audites.values() if isinstance(objet, models.Model)]
        fichiers = [fichier for objet in objets if isinstance(fichier := getattr(objet, "fichier", None), Fichier)]
        self._garder(*objets, *fichiers)

    def cles(self) -> dict[str, Any]:
        """Its objects under the names docs/droits.yaml gives them."""
        habilitation = Habilitation.objects.get(organisme=self.organisme)
        audites = {nom: getattr(objet, "pk", objet) for nom, objet in self.audites.items() if nom != "campagne"}
        return audites | {
            "inscription": self.acceptee.pk,
            "inscription_pk": self.acceptee.pk,
            "deposee": self.deposee.pk,
            "brouillon": self.brouillon.pk,
            "vae": self.vae.pk,
            "demandeur": self.deposee.pk,
            "organisme": self.organisme.pk,
            "habilitation": habilitation.pk,
            "membre_organisme": MembreOrganisme.objects.get(utilisateur=self.collegue).pk,
            "classeur": ImportClasseur.objects.get(organisme=self.organisme).pk,
            "piece_identite": PieceIdentite.objects.get(inscription=self.deposee).pk,
            "commission": Passage.objects.get(inscription=self.vae).commission_id,
            "passage": Passage.objects.get(inscription=self.vae).pk,
            "grille": self.acceptee.grille.pk,
            "projet_depose": self.projet.pk,
            "projet_brouillon": self.projet_brouillon.pk,
            "certificat": self.certificat.pk,
            "competence_pk": Competence.objects.first().pk,
            "vue": VueEnregistree.objects.get(personne=self.membre).pk,
        }


def textes(reponse: Any) -> Iterator[str]:
    """All that is received: headers, the page, the parts of a workbook, the text and the metadata of a PDF."""
    yield " ".join(f"{nom}: {valeur}" for nom, valeur in reponse.headers.items())
    octets = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    yield from contenu(octets, "utf-8" if "html" in reponse.headers.get("Content-Type", "") else "latin-1")


def contenu(octets: bytes, encodage: str = "utf-8") -> Iterator[str]:
    """What a file says, whatever it says that it is: its bytes; the names and the insides of the members of an archive,
    a workbook, a Word document, one in another; the text and the metadata of a PDF."""
    yield octets.decode(encodage, "replace")
    if octets.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            for membre in archive.infolist():
                yield f"{membre.filename} {membre.comment.decode('utf-8', 'replace')}"
                yield from contenu(archive.read(membre))
    elif octets.startswith(b"%PDF") and b"/Page" in octets:
        document = pypdfium2.PdfDocument(octets)
        yield " ".join(
            [*document.get_metadata_dict().values(), *(page.get_textpage().get_text_bounded() for page in document)]
        )


JETON = re.compile(rf'(name="csrfmiddlewaretoken" value=")[^"]*|(name="{CHAMP}" value=")[\w-]+(?::[\w-]+){{2}}(?=")')


def lu(reponse: Any) -> str:
    """The drawn tokens of a form may hold any three letters: they are not read."""
    return sans_jetons(" ".join(textes(reponse))).casefold()


def sans_jetons(page: str) -> str:
    """What is drawn at each answer left out: the CSRF token, the signed token of the page."""
    return JETON.sub(r"\1\2", page)


def liens(adresse: str, page: str) -> set[str]:
    """What the page leads to: links and the forms that only read, within the portal."""
    trouves = re.findall(r"""(?:href|src)="([^"]+)\"""", page)
    absolus = {urljoin(adresse, html.unescape(lien)).split("#")[0] for lien in trouves}
    return {lien for lien in absolus if lien.startswith("/") and not SORTIES.search(lien) and not urlsplit(lien).netloc}


LISTE = re.compile(r"[?&](liste|mois)=[^&]*")  # months have no end


def explorer(client: Client, depart: Iterable[str] = ("/",), sous: tuple[str, ...] = ("/",)) -> dict[str, str]:
    """Every page reachable from there, and what was read on each; once, whatever list or month it is read from. `sous`:
    only what stands under these folders is opened."""
    a_voir, lues, vues = list(depart), {}, set()
    while a_voir and len(lues) < PAGES_AU_PLUS:
        adresse = a_voir.pop(0)
        if (page := LISTE.sub("", adresse)) in vues:
            continue
        vues.add(page)
        reponse = client.get(adresse, follow=True)
        lues[adresse] = lu(reponse)
        if "html" in reponse.headers.get("Content-Type", ""):
            suivis = liens(adresse, reponse.content.decode()) - lues.keys()
            a_voir += sorted(suivi for suivi in suivis if suivi.startswith(sous))
    assert len(lues) < PAGES_AU_PLUS, "l’exploration ne finit pas"
    return lues


def fuites(lues: dict[str, str], marque: str) -> list[str]:
    """« address: …what was read around the marker… »."""
    return [
        f"{adresse} : {texte[max(0, i - 80) : i + 40]}"
        for adresse, texte in lues.items()
        if (i := texte.find(marque)) >= 0
    ]

"""The actors of the stories told through HTTP: each act is one post of one person, on the real screens."""

import io
import re
from datetime import timedelta
from typing import Any

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from candidats.models import Inscription
from candidats.queries.competence import competences_visees
from certif_portal.centre.models import valeurs_avis
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from evaluations.models import Commission
from jurys.models import Jury
from referentiels.models import Referentiel
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory
from tests.habilitations.factories import creer_membre, creer_organisme_habilite, siret_valide
from tests.jurys.factories import OrganisationSyndicaleFactory
from tests.sessions import entrer

ETAT_CIVIL = {
    "nom_naissance": "Œuvré-Çelik",
    "prenom": "Élodie",
    "sexe": "F",
    "date_naissance": "1996-02-29",
    "commune_naissance": "Saint-Étienne-du-Rouvray",
    "departement_naissance": "76",
    "pays_naissance": "France",
    "piece_type": "carte",
}
ENTREPRISE = {
    "entreprise_siret": siret_valide(900),
    "entreprise_raison_sociale": "Ateliers Maëlström",
    "entreprise_adresse": "3 rue des Forges",
    "entreprise_code_postal": "44600",
    "entreprise_ville": "Saint-Nazaire",
    "entreprise_code_nace": "25.62 (rév. 2)",
    "entreprise_secteur": "M",
    "service": "Méthodes",
    "superieur_nom": "Inès Baron",
    "tuteur_nom": "Yann Kermarrec",
    "tuteur_qualite": "Chef d’atelier",
    "tuteur_courriel": "tuteur@ateliers.example",
}


def image() -> SimpleUploadedFile:
    sortie = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(sortie, "PNG")
    return SimpleUploadedFile("piece.png", sortie.getvalue(), "image/png")


def feuille() -> SimpleUploadedFile:
    sortie = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(sortie, "PDF")
    return SimpleUploadedFile("feuille.pdf", sortie.getvalue(), "application/pdf")


class Troupe:
    """An OF, an agent, a responsable, two evaluators, a president; the clock moves from `depart`."""

    def __init__(self, referentiel: Referentiel) -> None:
        self.referentiel, self.depart = referentiel, horloge.aujourdhui()
        self.ecoules = 0
        self.organisme = creer_organisme_habilite()
        self.evaluateurs = [EvaluateurFactory(represente_centre=True), EvaluateurFactory(entreprise_nom="Ponant")]
        self.presidente = creer_personne(Role.JURE, prenom="Nolwenn", nom="Tanguy")
        self.of = self._ouvrir(creer_membre(self.organisme))
        self.agent = self._ouvrir(creer_personne(Role.AGENT))
        self.responsable = self._ouvrir(creer_personne(Role.RESPONSABLE))
        OrganisationSyndicaleFactory()

    def _ouvrir(self, personne: Any) -> Client:
        client = Client()
        entrer(client, personne)
        return client

    def jour(self, jours: int) -> str:
        return (self.depart + timedelta(days=jours)).isoformat()

    def attendre(self, jours: int) -> None:
        """Move the clock to that many days after the beginning."""
        horloge.deplacer(self.ecoules + jours)

    def recommencer(self, jours: int) -> None:
        """Another story begins that many days after the beginning of this one."""
        self.attendre(jours)
        self.ecoules, self.depart = self.ecoules + jours, horloge.aujourdhui()

    @staticmethod
    def faire(client: Client, url: str, **donnees: Any) -> HttpResponse:
        """Post, and fail with what the page says when the act is refused."""
        reponse = client.post(url, donnees)
        if reponse.status_code != 302:
            texte = re.sub(r"<[^>]+>|\s+", " ", reponse.content.decode())
            raise AssertionError(f"{url} : {reponse.status_code}\n{texte[:6000]}")
        return reponse

    def inscrire(self, **donnees: Any) -> Inscription:
        """The OF deposits, the agent checks the identity and accepts."""
        saisie = (
            ETAT_CIVIL
            | {"portee": "complete", "voie": "formation", "piece_identite": image(), "deposer": "1"}
            | donnees
        )
        self.faire(self.of, f"/inscriptions/nouvelle/?referentiel={self.referentiel.pk}", **saisie)
        inscription = Inscription.objects.latest("pk")
        fiche = f"/inscriptions/{inscription.pk}"
        self.faire(self.agent, f"{fiche}/identite/", type_document="carte", conforme="on")
        self.faire(self.agent, f"{fiche}/accepter/")
        inscription.refresh_from_db()
        return inscription

    def en_formation(self) -> dict[str, str]:
        return {
            "entree_formation": self.jour(-5),
            "fin_formation": self.jour(200),
            "date_evaluation_prevue": self.jour(180),
            "formateurs": "Paul Autret",
        }

    def deposer_livret(self, inscription: Inscription, accord: str) -> None:
        """Observation at work for every competence; the agent validates."""
        observation = self.referentiel.modalites.get(nature="observation")
        saisie: dict[str, Any] = {
            "accord": accord,
            "accord_nom": "Inès Baron",
            "accord_qualite": "Directrice",
            "accord_le": self.depart.isoformat(),
            "date_evaluation_prevue": self.jour(180),
        }
        for ligne in competences_visees(inscription):
            saisie |= {
                f"modalites_{ligne.competence.pk}": observation.pk,
                f"situation_{ligne.competence.pk}": "Ligne 3",
            }
        self.faire(self.of, f"/inscriptions/{inscription.pk}/livret/", **saisie)
        self.faire(self.agent, f"/inscriptions/{inscription.pk}/livret/valider/")

    def donner_avis(self) -> None:
        """The tutor follows the mailed link."""
        lien = re.findall(r"/avis/[^/\s]+/", mail.outbox[-1].body)[-1]
        favorable = valeurs_avis()[0].pk
        page = Client().get(lien)
        champs = {champ.name: favorable for _, champ in page.context["formulaire"].champs_activites()}
        saisie = champs | {
            "valeur": favorable,
            "nom": "Yann Kermarrec",
            "qualite": "Chef d’atelier",
            "nom_vaut_signature": "on",
        }
        reponse = Client().post(lien, saisie)
        assert reponse.status_code in (200, 302)

    def tenir_commission(
        self, inscription: Inscription, *, nature: str = "evaluation", non_maitrisees: tuple[int, ...] = ()
    ) -> None:
        """Plan, evaluate, sign by both, print and return the émargement; `non_maitrisees` are running numbers."""
        membres = [evaluateur.pk for evaluateur in self.evaluateurs]
        preside = {"preside": membres[0]} if nature == "validation" else {}
        self.faire(
            self.agent,
            "/commissions/nouvelle/",
            nature=nature,
            date=self.jour(180),
            lieu="Lanester",
            evaluateurs=membres,
            **preside,
        )
        commission = Commission.objects.latest("pk")
        lignes = competences_visees(inscription)
        self.faire(
            self.agent,
            f"/commissions/{commission.pk}/candidats/?inscription={inscription.pk}",
            competences=[ligne.competence.pk for ligne in lignes],
        )
        self.faire(self.agent, f"/commissions/{commission.pk}/convoquer/")
        self.faire(self.agent, f"/commissions/{commission.pk}/emargement/")
        self.attendre(180)
        grille, passage = inscription.grille, commission.passages.get()
        for rang, evaluateur in enumerate(self.evaluateurs):
            client, fiche = self._ouvrir(evaluateur.utilisateur), f"/grilles/{grille.pk}"
            self.faire(client, f"/commissions/{commission.pk}/independance/", tous="1")
            for ligne in lignes if rang == 0 else ():
                refusee = ligne.numero in non_maitrisees
                self.faire(
                    client,
                    f"{fiche}/competences/{ligne.competence.pk}/",
                    decision="non" if refusee else "oui",
                    commentaire=f"Rien ne montre : {ligne.competence}." if refusee else "",
                    passage=passage.pk,
                    version=0,
                )
            empreinte = client.get(f"{fiche}/signer/").context["contenu"].empreinte
            self.faire(client, f"{fiche}/signer/", empreinte=empreinte, relu="on", sans_trace="Au clavier")
        self.faire(self.agent, f"/commissions/{commission.pk}/emargement/deposer/", scan=feuille())

    def tenir_jury(self, inscription: Inscription, decision: str) -> Jury:
        """Compose, convoke, attach, decide and close."""
        jour = self.jour(220)
        self.faire(
            self.responsable,
            "/jurys/nouveau/",
            numero=f"{jour[:4]}-{9 + Jury.objects.count()}",
            date_jury=jour,
            lieu="Saint-Nazaire",
        )
        jury = Jury.objects.latest("pk")
        fiche = f"/jurys/{jury.pk}"
        self.faire(
            self.responsable,
            f"{fiche}/membres/ajouter/",
            college="patronal",
            prenom="Nolwenn",
            nom="Tanguy",
            courriel=self.presidente.email,
            entreprise="UIMM",
            qualite="Présidente",
            preside="on",
            ouvrir_acces="on",
        )
        self.faire(self.responsable, f"{fiche}/designations/", canal="portail", le=horloge.aujourdhui().isoformat())
        self.faire(self.responsable, f"{fiche}/convoquer/", canal="portail", le=horloge.aujourdhui().isoformat())
        self.faire(self.responsable, f"{fiche}/candidats/", inscription=inscription.pk)
        self.attendre(220)
        for lu in self.responsable.get(f"{fiche}/commentaires/").context["page"]:
            self.faire(self.responsable, f"/jurys/presentations/{lu.presentation}/commentaires/{lu.source}/")
        self.faire(self.responsable, f"{fiche}/ouvrir/", presents=[membre.pk for membre in jury.membres.all()])
        presentation = jury.presentations.get()
        presidente = self._ouvrir(self.presidente)
        titres = [{"bloc": bloc.pk} for bloc in inscription.blocs.all()] or [{}]
        for titre in titres:
            self.faire(presidente, f"/jurys/presentations/{presentation.pk}/decider/", decision=decision, **titre)
        self.faire(self.responsable, f"{fiche}/clore/")
        self.faire(self.responsable, f"{fiche}/lettres/envoyer/", attendues=jury.lettres.count())
        jury.refresh_from_db()
        return jury

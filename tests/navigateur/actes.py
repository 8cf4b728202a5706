"""What each actor does on the screens, from the opening of the centre to the signed émargement."""

import io
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Page, expect

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.centre.models import ParametresCentre, ValeurAvis
from evaluations.models import Commission
from jurys.models import OrganisationSyndicale
from referentiels.models import Referentiel
from tests.habilitations.factories import siret_valide
from tests.navigateur.scene import Scene, dit

NOM, PRENOM = "O’Brien-Nguyễn", "Łucja"
RESPONSABLE, AGENT = "herve.quemeneur@centre.example", "claire.legoff@centre.example"
OF, TUTEUR = "gaelle.pennec@pole.example", "yann.kermarrec@ateliers.example"
EVALUATEURS = (("Anne", "Prigent", "anne.prigent@forges.example"), ("Malo", "Rivoal", "malo.rivoal@chantiers.example"))
PRESIDENTE, JURE = "nolwenn.tanguy@uimm.example", "paul.ollivier@syndicat.example"


def champ_date(page: Page, nom: str, jour: date) -> None:
    page.locator(f"[name={nom}]").fill(jour.isoformat())


def photo(vers: Path) -> Path:
    """A picture that stands for an identity paper."""
    Image.new("RGB", (600, 400), "#d9d5cd").save(vers, "PNG")
    return vers


def feuille_signee(vers: Path) -> Path:
    """What a scanner gives back."""
    sortie = io.BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(sortie, "PDF")
    vers.write_bytes(sortie.getvalue())
    return vers


def installer_le_centre(sources: Path, depart: date) -> Referentiel:
    """What the administrator and the first responsable lay: settings, reference data, one référentiel."""
    ParametresCentre.objects.update_or_create(
        pk=1,
        defaults={
            "nom": "UIMM d’essai",
            "ville": "Saint-Nazaire",
            "president_nom": "Jean Le Bihan",
            "lieu_jury": "Saint-Nazaire",
        },
    )
    for rang, (code, libelle) in enumerate([("favorable", "Favorable"), ("reserve", "Réservé")]):
        ValeurAvis.objects.get_or_create(code=code, defaults={"libelle": libelle, "ordre": rang})
    for sigle in ("FGMM-CFDT", "CFE-CGC Métallurgie", "FTM-CGT", "FO Métaux"):
        OrganisationSyndicale.objects.get_or_create(
            sigle=sigle,
            defaults={"nom": sigle, "courriel": f"{sigle[:3].lower()}@syndicat.example", "debut": date(2021, 1, 1)},
        )
    call_command(
        "importer_referentiel",
        sources / "referentiel-cqpm-industrialisation.md",
        numero="CQPM 2018 0304",
        niveau=5,
        date_gtp=depart - timedelta(days=400),
        rncp="RNCP40664",
        rncp_date=depart - timedelta(days=300),
    )
    call_command("creer_responsable", courriel=RESPONSABLE, prenom="Hervé", nom="Quéméneur")
    return Referentiel.objects.get()


def ouvrir_les_acces(scene: Scene, depart: date) -> None:
    """The responsable enters the OF and its habilitation, and invites everybody."""
    with scene.page() as page:
        scene.accepter_invitation(page, RESPONSABLE)
        page.goto(scene.adresse + "/equipe/inviter/")
        for nom, valeur in (("prenom", "Claire"), ("nom", "Le Goff"), ("courriel", AGENT)):
            page.locator(f"[name={nom}]").fill(valeur)
        page.locator("[name=role]").select_option("agent")
        page.get_by_role("button", name="Envoyer l’invitation").click()
        page.goto(scene.adresse + "/organismes/nouveau/")
        page.locator("[name=nom]").fill("Pôle formation Sud-Loire")
        page.locator("[name=siret]").fill(siret_valide(7))
        page.locator("[name=courriel]").fill("contact@pole.example")
        page.locator("main button[type=submit]").click()
        page.get_by_role("link", name="Saisir l’habilitation").click()
        champ_date(page, "date_effet", depart - timedelta(days=60))
        page.locator("main button[type=submit]").click()
        page.get_by_role("link", name="Inviter").first.click()
        for nom, valeur in (("prenom", "Gaëlle"), ("nom", "Pennec"), ("courriel", OF)):
            page.locator(f"[name={nom}]").fill(valeur)
        page.locator("main button[type=submit]").click()
        for prenom, nom, adresse in EVALUATEURS:
            page.goto(scene.adresse + "/evaluateurs/inviter/")
            page.locator("[name=prenom]").fill(prenom)
            page.locator("[name=nom]").fill(nom)
            page.locator("[name=courriel]").fill(adresse)
            page.locator("[name=entreprise_nom]").fill(f"Atelier {nom}")
            page.locator("main button[type=submit]").click()


def accepter_les_invitations(scene: Scene, *adresses: str) -> None:
    """Each of the invited opens their link while it is valid."""
    for adresse in adresses:
        with scene.page() as page:
            scene.accepter_invitation(page, adresse)


def inscrire(scene: Scene, depart: date, piece: Path) -> Inscription:
    """The OF registers the candidate, forgets a thing, mends it, deposits."""
    with scene.page() as page:
        scene.accepter_invitation(page, OF)
        page.goto(scene.adresse + "/inscriptions/nouvelle/")
        page.get_by_role("link", name="Technicien en industrialisation").first.click()
        for nom, valeur in {
            "nom_naissance": NOM,
            "prenom": PRENOM,
            "commune_naissance": "Saint-Nazaire",
            "courriel": "lucja@exemple.example",
            "formateurs": "Paul Autret",
            "entreprise_siret": siret_valide(900),
            "entreprise_raison_sociale": "Ateliers Maëlström",
            "entreprise_adresse": "3 rue des Forges",
            "entreprise_code_postal": "44600",
            "entreprise_ville": "Saint-Nazaire",
            "entreprise_code_nace": "25.62 (rév. 2)",
            "service": "Méthodes",
            "superieur_nom": "Inès Baron",
            "tuteur_nom": "Yann Kermarrec",
            "tuteur_qualite": "Responsable d’atelier",
            "tuteur_courriel": TUTEUR,
        }.items():
            page.locator(f"[name={nom}]").fill(valeur)
        page.locator("[name=sexe]").select_option("F")
        page.locator("[name=origine]").select_option("SL")
        page.locator("[name=entreprise_secteur]").select_option("M")
        page.locator("[name=financements][value=PDC]").check()
        champ_date(page, "date_naissance", date(1996, 2, 29))
        champ_date(page, "entree_formation", depart - timedelta(days=5))
        champ_date(page, "fin_formation", depart + timedelta(days=200))
        champ_date(page, "date_evaluation_prevue", depart + timedelta(days=180))
        page.locator("[name=piece_type]").select_option("carte")
        page.locator("[name=piece_identite]").set_input_files(piece)
        page.get_by_role("button", name="Déposer l’inscription").click()
        dit(page, "Le département est à renseigner")  # it was forgotten
        page.locator("[name=departement_naissance]").fill("44")
        page.get_by_role("button", name="Déposer l’inscription").click()
        expect(page.locator("h1")).to_contain_text("O’BRIEN-NGUYỄN")
    return Inscription.objects.get(etat=EtatInscription.DEPOSEE)


def verifier(scene: Scene, inscription: Inscription) -> None:
    """The agent reads the paper, declares the identity checked, accepts."""
    with scene.page() as page:
        scene.accepter_invitation(page, AGENT)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/identite/")
        dit(page, "Pourquoi pas encore")
        page.get_by_label("Nom, prénoms, date et lieu").check()
        page.get_by_role("button", name="Identité vérifiée").click()
        page.get_by_role("button", name="Accepter l’inscription").click()
        dit(page, "est acceptée ; l’organisme est prévenu")


def deposer_livret(scene: Scene, inscription: Inscription, depart: date) -> None:
    """The OF chooses modalities; one competence is not observed at work, and needs a reason."""
    with scene.page() as page:
        scene.connecter_par_code(page, OF)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/livret/")
        groupes = page.locator("fieldset.ligne-livret")
        expect(groupes).to_have_count(8)
        for rang in range(8):
            groupe = groupes.nth(rang)
            groupe.get_by_label(
                "Présentation de projet" if rang == 3 else "Observation en situation de travail"
            ).check()
            groupe.get_by_label("Situation ou projet prévu").fill(f"Ligne de production n° {rang + 1}")
        page.locator("[name=accord][value=entreprise]").check()
        page.locator("[name=accord_nom]").fill("Inès Baron")
        page.locator("[name=accord_qualite]").fill("Directrice industrielle")
        champ_date(page, "accord_le", depart)
        page.get_by_role("button", name="Déposer le livret").click()
        dit(page, "un motif est attendu quand elle n’est pas retenue")
        groupes.nth(3).get_by_label("Pourquoi pas en situation").fill("Le choix de solutions s’étale sur trois mois.")
        page.get_by_role("button", name="Déposer le livret").click()
        dit(page, "Le livret de suivi est déposé")


def valider_livret_et_planifier(scene: Scene, inscription: Inscription, seance: date) -> None:
    """The agent validates the livret, which mails the tutor, then plans the sitting and prints its émargement."""
    with scene.page() as page:
        scene.connecter(page, AGENT)
        page.goto(f"{scene.adresse}/inscriptions/{inscription.pk}/livret/")
        page.get_by_role("button", name="Valider le livret").click()
        page.goto(scene.adresse + "/commissions/nouvelle/")
        page.locator("[name=nature][value=evaluation]").check()
        champ_date(page, "date", seance)
        page.locator("[name=lieu]").fill("Ateliers Maëlström, Saint-Nazaire")
        for case in page.locator("[name=evaluateurs]").all():
            case.check()
        page.locator("main button[type=submit]").last.click()
        page.get_by_role("link", name="Choisir").first.click()
        expect(page.locator("[name=competences]:checked")).to_have_count(8)
        page.get_by_role("button", name="Ajouter à la commission").click()
        page.get_by_role("button", name="Éditer la feuille d’émargement").click()
        expect(page.get_by_role("link", name="Feuille à signer")).to_be_visible()


def donner_avis(scene: Scene) -> None:
    """The tutor opens the link twice (reading consumes nothing), answers, and cannot answer again."""
    with scene.page(tablette=True) as page:
        lien = scene.lien_recu(TUTEUR, "/avis/")
        page.goto(lien)
        page.goto(lien)
        for groupe in page.locator("fieldset.avis").all():
            groupe.locator("label", has_text="Favorable").click()
        page.locator("[name=commentaire]").fill("Très autonome sur les chantiers d’amélioration.")
        page.locator("[name=nom]").fill("Yann Kermarrec")
        page.locator("[name=qualite]").fill("Responsable d’atelier")
        page.locator("[name=nom_vaut_signature]").check()
        page.get_by_role("button", name="Envoyer mon avis").click()
        dit(page, "Merci")
        page.goto(lien)
        expect(page.get_by_role("button", name="Envoyer mon avis")).to_have_count(0)


def declarer_son_independance(page: Page) -> None:
    page.get_by_role("link", name="Déclarer mon indépendance").click()
    page.get_by_role("button", name="Aucun lien avec ce candidat").click()
    dit(page, "Vos déclarations sont enregistrées.")


def signer(page: Page) -> None:
    """Read again, then drawn with the finger."""
    page.locator("[name=relu]").check()
    cadre = page.locator("canvas[data-signature]")
    cadre.scroll_into_view_if_needed()
    boite = cadre.bounding_box()
    page.mouse.move(boite["x"] + 60, boite["y"] + 90)
    page.mouse.down()
    page.mouse.move(boite["x"] + 260, boite["y"] + 40, steps=8)
    page.mouse.up()
    page.get_by_role("button", name="Signer").click()
    expect(page.locator("[data-recu]").first).to_be_attached()  # sent once the portal answered, and received


def evaluer(scene: Scene) -> None:
    """Two evaluators on a tablet: independence, eight competences, two signatures."""
    premier, second = EVALUATEURS[0][2], EVALUATEURS[1][2]
    with scene.page(tablette=True) as page:
        scene.connecter(page, premier)
        page.goto(scene.adresse + "/mes-commissions/")
        declarer_son_independance(page)
        page.get_by_role("link", name="Évaluer").click()
        page.get_by_role("link", name="Compétence 1").first.click()
        for numero in range(1, 9):
            expect(page.locator("h1")).to_contain_text(f"{numero}.")
            maitrisee = page.locator("form[data-saisie] input[name=decision][value=oui]")  # the tablet's own form
            page.locator("form[data-saisie] .choix label.oui").click()  # where it stands once the page no longer moves
            expect(maitrisee).to_be_checked()
            page.locator(".pas .bouton").last.click()
        page.get_by_role("link", name="Relire et signer").click()
        signer(page)
        dit(page, "signé")
    with scene.page(tablette=True) as page:
        scene.connecter_par_code(page, second)
        page.goto(scene.adresse + "/mes-commissions/")
        declarer_son_independance(page)
        page.get_by_role("link", name="Relire et signer").click()
        page.get_by_role("link", name="Relire et signer").click()
        signer(page)
        dit(page, "scellée")


def deposer_emargement(scene: Scene, scan: Path) -> None:
    with scene.page() as page:
        scene.connecter(page, AGENT)
        page.goto(scene.adresse + Commission.objects.get().get_absolute_url())
        page.get_by_role("link", name="Déposer la feuille signée").click()
        page.locator("input[type=file]").set_input_files(scan)
        page.get_by_role("button", name="Déposer la feuille signée").click()
        dit(page, "signé et déposé")

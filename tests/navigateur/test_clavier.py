"""Eight journeys with the keyboard alone: at each step the focus is seen, in order, under nothing."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from candidats.choix import EtatInscription, EtatLivret
from candidats.donnees import FichierRecu
from candidats.models import Inscription, Livret, PieceIdentite
from certif_portal.commun import horloge
from certif_portal.commun.fichiers import PNG, enregistrer_fichier
from evaluations.choix import EtatAvis, EtatGrille, ReponseInvitation
from evaluations.models import AvisEntreprise, InvitationCommission
from evaluations.services.avis import ouvrir_avis
from evaluations.services.invitation import inviter_a_la_commission
from jurys.models import Presentation
from tests.candidats.factories import InscriptionFactory, image_png
from tests.evaluations.factories import EvaluateurFactory, creer_commission, declarer, planifier, remplir
from tests.habilitations.factories import siret_valide
from tests.jurys.factories import creer_jury_compose, dossier_pret, ouvrir, presenter
from tests.jurys.views.lecture import president_de
from tests.navigateur.clavier import au_clavier

MOT_DE_PASSE = "trois pinces et un marteau"

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def devant(context, live_server, connecte):
    """`devant(agent, "/inscriptions/")`: somebody, before that page, without a pointer."""

    def ouvrir_la_page(qui, chemin: str, **options):
        session = connecte(qui).cookies["sessionid"].value if qui else ""
        clavier = au_clavier(context, live_server.url, session, **options)
        clavier.page.goto(live_server.url + chemin)
        return clavier

    return ouvrir_la_page


def lien_recu(chemin: str) -> str:
    return next(lu[0] for message in mail.outbox if (lu := re.search(rf"/{chemin}/[\w-]+/", str(message.body))))


def test_se_connecter(devant, evaluateur):
    """The link past the bar first; a refusal leads to its summary, and from it to the field."""
    personne = evaluateur.utilisateur
    personne.set_password(MOT_DE_PASSE)
    personne.save(update_fields=["password"])
    EmailAddress.objects.create(user=personne, email=personne.email, verified=True, primary=True)
    clavier = devant(None, reverse("account_login"))
    page = clavier.page
    page.evaluate("document.activeElement.blur()")
    bouton = page.locator("form[action$='/login/'] button[type=submit]")
    clavier.presser(page.get_by_role("link", name="Aller au contenu"))
    clavier.a_le_focus(page.locator("main"))
    clavier.remplir({"login": personne.email, "password": "faux"}, bouton)
    clavier.a_le_focus(page.locator(".resume-erreurs"))
    expect(page).to_have_title(re.compile("^Erreur"))
    clavier.remplir({"password": MOT_DE_PASSE}, bouton)
    expect(page).to_have_url(re.compile("/mes-commissions/"))
    assert clavier.sans_pointeur()


def test_inscrire_jusqu_au_depot(devant, membre_of, referentiel, tmp_path):
    """Every field in the order of the page; a thing forgotten is led to from the summary."""
    piece, le = tmp_path / "piece.png", horloge.aujourdhui()
    piece.write_bytes(image_png())
    clavier = devant(membre_of, f"{reverse('inscription_creer')}?referentiel={referentiel.pk}")
    page = clavier.page
    deposer = page.get_by_role("button", name="Déposer l’inscription").last
    clavier.remplir(
        {
            "nom_naissance": "Kermarrec",
            "prenom": "Zoé",
            "sexe": "F",
            "date_naissance": "29/02/1996",
            "commune_naissance": "Saint-Nazaire",
            "courriel": "zoe@exemple.example",
            "piece_type": "Carte",
            "piece_identite": piece,
            "entree_formation": le - timedelta(days=5),
            "fin_formation": le + timedelta(days=200),
            "date_evaluation_prevue": le + timedelta(days=180),
            "formateurs": "Paul Autret",
            "financements": "Space",
            "origine": "S",
            "entreprise_siret": siret_valide(900),
            "entreprise_raison_sociale": "Ateliers Maëlström",
            "entreprise_adresse": "3 rue des Forges",
            "entreprise_code_postal": "44600",
            "entreprise_ville": "Saint-Nazaire",
            "entreprise_code_nace": "25.62",
            "entreprise_secteur": "M",
            "service": "Méthodes",
            "superieur_nom": "Inès Baron",
            "tuteur_nom": "Yann Kermarrec",
            "tuteur_courriel": "yann@exemple.example",
        },
        deposer,
    )
    clavier.a_le_focus(page.locator(".resume-erreurs"))
    expect(page.locator(".resume-erreurs li")).to_have_count(1)
    clavier.presser(page.locator(".resume-erreurs a").first)
    clavier.a_le_focus(page.locator("[name=departement_naissance]"))
    page.keyboard.type("44")
    clavier.presser(deposer)
    clavier.message("déposée")
    assert Inscription.objects.get().etat == EtatInscription.DEPOSEE
    assert clavier.sans_pointeur()


def test_verifier_et_accepter(devant, agent, membre_of, organisme, instant):
    """Why not yet unfolds and folds, the focus back on it; then the box, and the two buttons."""
    inscription = InscriptionFactory(organisme=organisme, deposee=True)
    recue = FichierRecu("piece.png", image_png(), PNG)
    fichier = enregistrer_fichier(nom=recue.nom, octets=recue.octets, type_mime=PNG, par=membre_of, a=instant)
    PieceIdentite.objects.create(
        inscription=inscription, type="carte", fichier=fichier, deposee_le=instant, deposee_par=membre_of
    )
    clavier = devant(agent, reverse("identite_verifier", args=[inscription.pk]))
    page = clavier.page
    clavier.presser(page.locator("details.pourquoi summary").first)
    expect(page.locator("details.pourquoi").first).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    clavier.a_le_focus(page.locator("details.pourquoi summary").first)
    clavier.presser(page.get_by_label("Nom, prénoms, date et lieu"), "Space")
    clavier.presser(page.get_by_role("button", name="Identité vérifiée"))
    clavier.message("vérifiée")
    clavier.presser(page.get_by_role("button", name="Accepter l’inscription"))
    clavier.message("acceptée")
    inscription.refresh_from_db()
    assert inscription.etat == EtatInscription.ACCEPTEE
    assert clavier.sans_pointeur()


def test_une_competence_et_sa_signature(devant, evaluateur):
    """On the tablet's own page: the last competence decided, the grid read again and signed without a stroke."""
    passage = planifier(InscriptionFactory(), evaluateur, EvaluateurFactory(), date=horloge.aujourdhui())
    a = horloge.maintenant()
    declarer(passage, a=a)
    grille = remplir(passage, a=a)
    competence = passage.competences.order_by("version_bloc", "ordre").last()
    clavier = devant(evaluateur.utilisateur, reverse("grille_competence", args=[grille.pk, competence.pk]), largeur=820)
    page = clavier.page
    clavier.aller(page.locator("[name=decision]:checked"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=decision][value=non]")).to_be_checked()
    clavier.ecrire(page.locator("textarea[name=commentaire]"), "La gamme n’est pas justifiée.")
    with page.expect_navigation():
        clavier.presser(page.locator(".pas .bouton").last)
    page.goto(page.url.split("/grilles/")[0] + reverse("grille_signer", args=[grille.pk]))
    clavier.presser(page.locator("[name=relu]"), "Space")
    clavier.presser(page.get_by_text("Signer sans tracer"))
    clavier.ecrire(page.locator("[name=sans_trace]"), "Clavier seul.")
    clavier.presser(page.get_by_role("button", name="Signer", exact=True))
    expect(page.get_by_text("Vous avez signé cette grille").or_(page.locator("[data-recu]")).first).to_be_attached()
    grille.refresh_from_db()
    assert (grille.etat, grille.signatures.count()) == (EtatGrille.EN_SIGNATURE, 1)
    assert clavier.sans_pointeur()


def test_une_decision_du_jury(devant, agent, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel, non_maitrisees=(3,)), par=agent)
    ouvrir(jury, par=agent)
    code = jury.presentations.get().code
    clavier = devant(president_de(jury), f"{reverse('jury_deliberation', args=[jury.pk])}?code={code}")
    page = clavier.page
    clavier.presser(page.get_by_role("link", name="Constater"))
    clavier.presser(page.get_by_role("button", name="Enregistrer le constat"))
    expect(page.get_by_role("status")).to_contain_text("constat de conformité")
    clavier.presser(page.locator("tbody").get_by_role("link", name=f"Voir {code}"))
    clavier.ecrire(page.locator("[name=motif]"), "Une compétence manque.")
    clavier.presser(page.get_by_role("button", name=re.compile("^NA — non admis")))
    clavier.a_le_focus(page.locator(".panneau h2"))  # the page leads to the next one
    assert Presentation.objects.defer(None).get().decision == "NA"
    assert clavier.sans_pointeur()


def test_le_livret_de_l_organisme(devant, membre_of, organisme):
    prevue = horloge.aujourdhui() + timedelta(days=30)
    dates = {"date_evaluation_prevue": prevue, "fin_formation": prevue + timedelta(days=30)}
    inscription = InscriptionFactory(organisme=organisme, **dates)
    clavier = devant(membre_of, reverse("livret_deposer", args=[inscription.pk]))
    page = clavier.page
    lignes = page.locator("fieldset.ligne-livret")
    for rang in range(lignes.count()):
        ligne = lignes.nth(rang)
        clavier.presser(ligne.get_by_label("Observation en situation de travail"), "Space")
        clavier.ecrire(ligne.get_by_label("Situation ou projet prévu"), f"Ligne {rang}")
    clavier.aller(page.locator("[name=accord]").first)
    page.keyboard.press("Space")
    clavier.ecrire(page.locator("[name=accord_nom]"), "Inès Baron")
    clavier.ecrire(page.locator("[name=accord_qualite]"), "Directrice")
    clavier.ecrire(page.locator("[name=accord_le]"), horloge.aujourdhui())
    clavier.presser(page.get_by_role("button", name="Déposer le livret"))
    clavier.message("déposé")
    assert Livret.objects.get().etat == EtatLivret.DEPOSE
    assert clavier.sans_pointeur()


def test_l_avis_du_tuteur(devant, transactional_db):
    """Sent too soon: the summary leads to the first choice of the group that was left; then the name stands for the
    signature."""
    ouvrir_avis(inscription=InscriptionFactory(), par=None, a=horloge.maintenant())
    clavier = devant(None, lien_recu("avis"), largeur=820)
    page = clavier.page
    groupes = page.locator("fieldset.avis")
    for rang in range(groupes.count()):
        clavier.presser(groupes.nth(rang).get_by_role("radio").first, "Space")
    clavier.ecrire(page.locator("[name=nom]"), "Anne Prigent")
    clavier.ecrire(page.locator("[name=qualite]"), "Tutrice")
    clavier.presser(page.locator("[name=nom_vaut_signature]"), "Space")
    clavier.presser(page.get_by_role("button", name="Envoyer mon avis"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre avis est enregistré")
    assert AvisEntreprise.objects.get().etat == EtatAvis.RENDU
    assert clavier.sans_pointeur()


def test_l_invitation_d_un_evaluateur(devant, agent, evaluateur):
    commission = creer_commission(date=horloge.aujourdhui() + timedelta(days=30))
    inviter_a_la_commission(commission=commission, evaluateurs=[evaluateur], par=agent, a=horloge.maintenant())
    clavier = devant(None, lien_recu("sieger"), largeur=820)
    page = clavier.page
    clavier.aller(page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Je ne peux pas siéger")).to_be_checked()
    clavier.ecrire(page.locator("[name=motif]"), "En déplacement.")
    clavier.presser(page.get_by_role("button", name="Envoyer ma réponse"))
    expect(page.locator("[data-recu]").first).to_be_attached()
    assert InvitationCommission.objects.get().reponse == ReponseInvitation.DECLINEE
    assert clavier.sans_pointeur()


def test_un_focus_qui_ne_se_voit_pas_se_dit(context, live_server):
    """Negative controls: no outline; a bar over the field; a field before another."""
    clavier = au_clavier(context, live_server.url)
    page = clavier.page
    fautes = {
        "ne se voit pas": "<style>a { outline: 0 !important }</style><a href=x>un</a>",
        "caché par": "<div style='position:fixed;inset:0;background:#fff'></div><a href=x>un</a>",
        "en arrière": "<a href=x tabindex=2>deux</a><a href=x tabindex=1>un</a>",
    }
    for faute, corps in fautes.items():
        page.goto("about:blank")
        page.set_content(f"<style>a {{ outline: 3px solid }}</style>{corps}")
        with pytest.raises(AssertionError, match=faute):
            for _ in range(2):
                clavier.tabuler()

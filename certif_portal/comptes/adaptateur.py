"""How allauth fits the portal: sign-up is closed, its mails go through the outbox, tries are counted."""

from datetime import timedelta
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, ConfirmLoginCodeForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

from certif_portal.commun import horloge
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.sceau import ouvrir, sceller
from certif_portal.commun.typographie import typographier
from certif_portal.comptes import annuaire, essais, sessions
from certif_portal.comptes.models import Utilisateur

BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
DUREE_D_UN_CODE = timedelta(seconds=mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1))
NOM_DE_LA_CLE = "Nom de la clé"
FACTEUR = "facteur"
"""What the secrets of second factors are sealed for."""


def refuser_si_trop(request: HttpRequest, genre: str, adresse: str) -> str:
    """Count this try, and refuse it when too many were missed: the same sentence whether the account exists or not."""
    cle = essais.cle(request, genre, adresse)
    attente = essais.reserver(cle, horloge.maintenant())
    if attente > timedelta():
        minutes = max(1, round(attente.total_seconds() / 60))
        duree = f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"
        raise ValidationError(
            typographier(
                f"Trop d’essais manqués pour ce compte : le prochain est possible dans {duree}. En attendant, entrez "
                "par une clé d’accès, par un code reçu par courriel, ou depuis un navigateur qui vous connaît déjà."
            )
        )
    return cle


class EtapeFacteur(AuthenticateStage):
    """The second factor of the portal, after a password or a code; not after a directory that has just seen one."""

    def handle(self) -> Any:
        etapes = get_authentication_records(self.request, self.login.user)
        if any(etape.get("type") == annuaire.TYPE for etape in etapes):
            return None, True
        return super().handle()


class AdaptateurCompte(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A password that is right gives back the try that it took."""
        cle = refuser_si_trop(request, essais.MOT_DE_PASSE, str(credentials.get("email", "")))
        personne = super().authenticate(request, **credentials)
        if personne is not None:
            essais.effacer(cle)
        return personne

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[sessions.APPAREIL] = sessions.appareil(self.get_http_user_agent(request))
        request.session[sessions.ORIGINE] = str(self.get_client_ip(request))

    def post_login(self, request: HttpRequest, user: Any, **suite: Any) -> HttpResponse:
        reponse = super().post_login(request, user, **suite)
        essais.reconnaitre(request, reponse, user.email, securise=bool(settings.SESSION_COOKIE_SECURE))
        return reponse

    def get_login_stages(self) -> list[str]:
        """A second factor that the directory saw is not asked again."""
        etapes: list[str] = super().get_login_stages()
        return [f"{__name__}.EtapeFacteur" if e == "allauth.mfa.stages.AuthenticateStage" else e for e in etapes]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came in by the directory leaves it too: else the next one at this desk comes in as them."""
        if not request.session.get(annuaire.ENTREE):
            return super().get_logout_redirect_url(request)
        portail = settings.ADRESSE_PUBLIQUE + reverse(settings.LOGOUT_REDIRECT_URL)
        return annuaire.adresse_de_sortie(portail) or super().get_logout_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just come in is not asked again: what they did last is read from their session."""
        etapes = get_authentication_records(self.request, self.request.user)
        limite = horloge.du_mur().timestamp() - account_settings.REAUTHENTICATION_TIMEOUT
        return not any(float(etape["at"]) > limite for etape in etapes)

    def set_password(self, user: Any, password: str) -> None:
        """Another password closes every session but the one that changes it."""
        super().set_password(user, password)
        sessions.fermer(user, sauf=self.request.session.session_key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Login codes and password links: rows of the outbox, erased once sent.

        Links carry the portal's own address, never the host the request claims.
        """
        demandee = self.request.build_absolute_uri("/")
        context = {
            nom: settings.ADRESSE_PUBLIQUE + "/" + valeur.removeprefix(demandee)
            if isinstance(valeur, str) and valeur.startswith(demandee)
            else valeur
            for nom, valeur in context.items()
        }
        a = horloge.maintenant()
        message = self.render_mail(template_prefix, email, {"email": email} | context)
        deposer_texte(
            destinataire=email,
            objet=message.subject,
            texte=str(message.body),
            acte="connexion",
            a=a,
            confidentiel=True,
            expire_le=a + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        )


class AdaptateurFacteur(DefaultMFAAdapter):
    """Second factors: their secrets are sealed in the database, and they bear the portal's name."""

    def encrypt(self, text: str) -> str:
        return sceller(text.encode(), FACTEUR).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Sealed by a key that is gone, no code is right: those of an empty secret are anybody's to compute."""
        ouvert = ouvrir(encrypted_text.encode(), FACTEUR)
        return ouvert.decode() if ouvert is not None else get_random_string(32, BASE_32)

    def get_totp_issuer(self) -> str:
        return "Portail des certifications"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return sessions.appareil(context.request.headers.get("User-Agent", ""))


class CodeDeConnexionForm(ConfirmLoginCodeForm):
    """A code received by mail, counted as a try of the account it was sent for."""

    def clean_code(self) -> str:
        cle = refuser_si_trop(context.request, essais.CODE, str(context.request._login_stage.login.email))
        code = super().clean_code()
        essais.effacer(cle)
        return code


class MotDePasseForm(ChangePasswordForm):
    """The password of before, counted as a try: a session left open is no place to guess it."""

    def clean_oldpassword(self) -> str:
        cle = refuser_si_trop(context.request, essais.MOT_DE_PASSE, self.user.email)
        ancien: str = super().clean_oldpassword()
        essais.effacer(cle)
        return ancien


class FacteurMixin:
    """A code of a second factor, or a recovery code: good once."""

    user: Utilisateur

    def clean_code(self) -> str:
        cle = refuser_si_trop(context.request, essais.FACTEUR, self.user.email)
        code: str = super().clean_code()  # type: ignore[misc]
        # The library forgets after one step, and with the cache, a code that is good for three; it reads « 123-456 »
        # and « 123456 » alike.
        if not essais.servir(f"{self.user.pk}:{normalize_user_code(code)}", DUREE_D_UN_CODE, horloge.du_mur()):
            raise get_adapter().validation_error("incorrect_code")
        essais.effacer(cle)
        return code


class FacteurForm(FacteurMixin, AuthenticateForm):
    pass


class FacteurEncoreForm(FacteurMixin, ReauthenticateForm):
    pass


class ApplicationForm(FacteurMixin, ActivateTOTPForm):
    """The library's form, in the portal's words: so are the two below. The code that proves the application is one of
    its codes, which does not open a session afterwards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code affiché par l’application"


class CleForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NOM_DE_LA_CLE
        seule = self.fields["passwordless"]
        seule.label = "Me connecter avec cette clé seule, sans mot de passe"
        seule.help_text = "La clé vérifie alors que c’est bien vous : empreinte, visage ou code."


class NomDeCleForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = NOM_DE_LA_CLE

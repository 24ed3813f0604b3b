"""The protocol of signing in: django-allauth's OpenID Connect, stopped as soon as a person is proved to be one.

What allauth does from there on is not wanted: it would look for an account, make one and log somebody in. So no part of
an answer reaches the database, nobody is logged in, and of what a provider says only issuer and subject are read.
"""

import logging
import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

import jwt
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal.statekit import STATES_SESSION_KEY
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException, Session

PROVIDER = "citizens"  # allauth's name for ours; it appears nowhere
# Of key pairs only: with the others both sides know the key.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SKEW = 60  # seconds by which the provider's clock may differ from ours

log = logging.getLogger(__name__)


class Proved(Exception):
    """Somebody came back and is who the provider says: nothing has gone wrong, but allauth's flow ends here."""

    def __init__(self, begun: Mapping[str, Any], issuer: str, subject: str) -> None:
        self.begun, self.issuer, self.subject = begun, issuer, subject


class NotProved(Exception):
    """Somebody came back without proof. `begun` is None where this browser has not begun anything, or too long ago."""

    def __init__(self, begun: Mapping[str, Any] | None, cancelled: bool = False) -> None:
        self.begun, self.cancelled = begun, cancelled


class Stranger(SocialLogin):
    """A proved subject whom nobody looks up."""

    def __init__(self, claims: Mapping[str, Any]) -> None:
        super().__init__()
        self.claims = claims

    def lookup(self) -> None:
        """There are no accounts to find."""


class Protocol(OpenIDConnectOAuth2Adapter):
    """Stricter than allauth's own: it checks who the provider is and the signature, and reads the token only."""

    @property
    def openid_config(self) -> dict[str, Any]:
        try:
            config = super().openid_config
        except ValueError as error:  # no JSON
            raise OAuth2Error("No description of a provider.") from error
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if not isinstance(config, dict) or any(not isinstance(config.get(name), str) for name in needed):
            raise OAuth2Error("No description of a provider.")
        if config["issuer"].rstrip("/") != settings.OIDC["issuer"].rstrip("/"):
            raise OAuth2Error("Another issuer than the one that is set.")
        return config

    @property
    def basic_auth(self) -> bool:
        """How this site proves who it is; a provider that says nothing of it means in the header."""
        ways = self.openid_config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_post" not in ways

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The one address that is registered with the provider."""
        return settings.BASE_URL + reverse("machines:signed-in")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **more: Any) -> Stranger:
        """Who it is, by the signed token alone."""
        try:
            return Stranger(self._claims(app, more["response"]["id_token"]))
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The token is not to be relied on.") from error

    def _claims(self, app: SocialApp, token: str) -> dict[str, Any]:
        """What a token says that the provider signed, for us, and not long ago."""
        with get_adapter().get_requests_session() as session:
            keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json()).keys
        name = jwt.get_unverified_header(token).get("kid")
        (key,) = [key for key in keys if name in (None, key.key_id)]  # a provider with one key need not name it
        claims = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            leeway=SKEW,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        if claims.get("azp", app.client_id) != app.client_id or not claims["sub"]:
            raise OAuth2Error("The token is for another site.")
        return claims


class Provider(OpenIDConnectProvider):
    """The one of the settings: with proof of possession (PKCE), and asked for nothing but the subject."""

    oauth2_adapter_class = Protocol
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid"]


class Flow(DefaultSocialAccountAdapter):
    """The points at which allauth asks what to do."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """From the settings; allauth would look in the database as well."""
        ours = settings.OIDC
        server = {"server_url": ours["issuer"].rstrip("/")}
        app = SocialApp(
            provider=Provider.id, provider_id=PROVIDER, client_id=ours["client"], secret=ours["secret"], settings=server
        )
        return Provider(request, app=app)

    def get_requests_session(self) -> Session:
        """A provider answers itself: nobody sends us on to an address of their own."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Stranger) -> NoReturn:
        """The last point before accounts."""
        begun = sociallogin.state["data"]
        if sociallogin.claims.get("nonce") != begun["nonce"]:
            raise OAuth2Error("The answer is to another question.")
        raise Proved(begun, sociallogin.claims["iss"].rstrip("/"), sociallogin.claims["sub"])

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> NoReturn:
        state = (extra_context or {}).get("state")
        if exception:
            # Never the exception's own words: they may hold what the provider said of somebody.
            log.warning("The sign-in provider's answer was of no use: %s.", type(exception).__name__)
        raise NotProved(state["data"] if state else None, cancelled=error == AuthError.CANCELLED)


def begin(request: HttpRequest, **begun: str) -> HttpResponse:
    """On to the provider. What `begun` holds comes back with its answer; it lies in the session until then.

    The provider is told to ask anew who it is: on a shared device the last person may still be signed in there.
    """
    protocol, nonce = Protocol(request, PROVIDER), secrets.token_urlsafe(32)
    try:
        return protocol.get_provider().redirect(
            request, AuthProcess.LOGIN, data={**begun, "nonce": nonce}, auth_params={"nonce": nonce, "prompt": "login"}
        )
    except (RequestException, OAuth2Error) as error:
        _forget(request)
        log.warning("The sign-in provider cannot be asked: %s.", type(error).__name__)
        raise NotProved(begun) from error


def answered(request: HttpRequest) -> NoReturn:
    """What the provider says of who came back: Proved, or NotProved."""
    try:
        OAuth2CallbackView.adapter_view(Protocol(request, PROVIDER))(request)
    finally:
        _forget(request)
    raise NotProved(None)


def _forget(request: HttpRequest) -> None:
    """Keep nothing: a session that was only for this ends. One of somebody of the staff goes on."""
    if not request.session.get(STATES_SESSION_KEY):
        request.session.pop(STATES_SESSION_KEY, None)
    if not request.session.keys():
        request.session.flush()

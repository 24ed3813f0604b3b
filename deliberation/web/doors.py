"""Coming in and going out: staff sign in; on a shared device the next person takes the first one's place."""

from django.contrib.auth import views as auth

from deliberation.web.forms import SignInForm


class SignIn(auth.LoginView):
    """Django's own, in the site's design."""

    authentication_form = SignInForm
    template_name = "doors/sign_in.html"
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    """Django's own: by POST only."""

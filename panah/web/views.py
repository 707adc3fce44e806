"""Pages of the shell itself: My day, search, and the small switches of every page."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from panah.accounts.gate import PanahRequest, open_to_public, requires
from panah.accounts.permissions import Permission
from panah.core.htmx import page
from panah.web import catalogue as components
from panah.web import day, look
from panah.web.search import SearchForm, found


@requires(Permission.HOME)
def home(request: PanahRequest) -> HttpResponse:
    """My day: what is due on top, then the next steps of the person's role."""
    return page(request, "web/home.html", {"day": day.of(request.actor, here=request.path)})


@requires(Permission.SEARCH)
def search(request: PanahRequest) -> HttpResponse:
    """Search what the unit can open. The words are posted, so that no name ever stands in an address."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    groups = found(request.actor, form.cleaned_data["words"]) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    return page(request, "web/search.html", {"form": form, "groups": groups}, status=status)


@require_POST
@open_to_public
def change_look(request: HttpRequest) -> HttpResponse:
    """Keep one wish about the look of the screen in its cookie and go back."""
    back = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    quiet = request.headers.get("Panah-Quiet") == "1"
    response = HttpResponse(status=204) if quiet else HttpResponseRedirect(back if here else "/")
    wanted = look.chosen(look.read(request), request.POST.get("wish", ""))
    look.keep(response, wanted, secure=request.is_secure())
    return response


@require_POST
@open_to_public
def change_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in its cookie and go back."""
    return set_language(request)


@require_GET
@never_cache
@open_to_public
def token(request: HttpRequest) -> HttpResponse:
    """Give the page's scripts a fresh form token after signing in again; it is worth nothing to other sites."""
    return HttpResponse(get_token(request), content_type="text/plain")


@require_GET
@requires(Permission.HOME)
def back(request: PanahRequest) -> HttpResponse:
    """Where the sign-in over a page ends: an empty answer that says who is in, for the page to compare."""
    return HttpResponse(status=204, headers={"Panah-Member": str(request.actor.member_id)})


@requires(Permission.HOME)
def catalogue(request: PanahRequest) -> HttpResponse:
    """Every component with its options; only where people build and try Panah."""
    if not components.open_here():
        raise Http404
    return page(request, "web/catalogue.html", components.samples())

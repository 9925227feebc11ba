"""Every address of the product. A page is found here or it does not exist; the access tests walk this table."""

from django.urls import URLPattern, URLResolver, include, path

from threshold.access.urls import account_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("threshold.core.urls")),
    path("", include("threshold.access.urls")),
    path("", include("threshold.people.urls")),
    path("", include("threshold.pathway.urls")),
    path("", include("threshold.frontdoor.urls")),
    path("", include("threshold.quality.urls")),
    path("", include("threshold.insight.urls")),
    path("", include("threshold.improvement.urls")),
    path("", include("threshold.portal.urls")),
    path("account/", include(account_pages)),
]

handler400 = "threshold.ui.failures.bad_request"
handler403 = "threshold.ui.failures.forbidden"
handler404 = "threshold.ui.failures.not_found"
handler500 = "threshold.ui.failures.server_error"

"""Every address of the product. A page is found here or it does not exist; the access tests walk this table."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

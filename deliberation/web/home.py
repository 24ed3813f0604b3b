"""The front page, and how it all works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What is asked, and what became of it."""
    return render(request, "home/home.html")


def how(request: HttpRequest) -> HttpResponse:
    """How it works, with the very numbers that the rules use."""
    return render(request, "home/how.html")

"""What people do in a browser, in their words. Every step finds things as a person would: by name."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.cast import shown_by

PASSWORD = "correct horse battery staple"


@dataclass
class Visitor:
    """Somebody with a browser."""

    page: Page
    site: str
    check: Callable[[Page], None]

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.look()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.look()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state("load")
        self.check(self.page)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()


class Citizen(Visitor):
    def statement(self) -> str:
        return self.page.locator("#statement").inner_text()

    def vote(self, word: str) -> None:
        """Press the button, and see that the page took it and went on."""
        before = self.statement()
        self.page.get_by_role("button", name=word, exact=True).first.click()
        expect(self.page.locator("#statement")).not_to_have_text(before)
        self.look()

    def write(self, text: str) -> None:
        self.follow("Write a statement")
        self.page.get_by_label("Your statement").fill(text)
        self.press("Send")


class Staff(Visitor):
    def sign_in(self, email: str) -> None:
        self.go("/desk/")
        self.page.locator("[name=username]").fill(email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("Sign in")
        secret = self.page.locator(".key").inner_text().replace(" ", "")  # nobody has a second factor yet
        self.page.locator("[name=code]").fill(shown_by(secret, timezone.now()))
        self.press("Set up the app")
        self.follow("I have written them down")

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"[name={name.replace('__', '-')}]").fill(text)

"""Renews all message files from the sources and says what is still to be translated."""

from django.conf import settings

from tests.messages import catalogues
from tests.messages.sources import all_messages


def main() -> None:
    messages = all_messages()
    for language in catalogues.PLURALS:
        catalogue = catalogues.renewed(language, messages, catalogues.read(language))
        catalogues.save(language, catalogue)
        missing = [entry for entry in catalogue if not all(catalogues.translations(entry))]
        wrong = [fault for entry in catalogue for fault in catalogues.faults(entry, catalogues.forms_of(language))]
        offered = "offered" if language in settings.SHIPPED else "not offered"
        done = f"{len(catalogue) - len(missing)} of {len(catalogue)} translated"
        print(f"{language}: {done}, {offered}", *wrong, sep="\n  ")


if __name__ == "__main__":
    main()

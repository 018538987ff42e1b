import pytest

from corpus.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "What is the position on AI?",
        "Who attended?",
        "When was the Smart City Expo held?",
        "Tell me about digital inclusion",
        "attendance, which year",
        "DINUM's stance on the Business Source License",
        "The cities ask the State to fund digital inclusion, and they said so in 2024.",
    ],
)
def test_english_is_told_by_its_small_words(text):
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "RGPD",
        "Smart City Expo World Congress Barcelone",
        "The Shift Project",
        "Que dit The Shift Project ?",
        "position mediation numerique",
        "Qui etait a Barcelone",
        "Levi’s",
        "Les villes ont signé « The Cities Coalition for Digital Rights » en 2018.",
    ],
)
def test_french_is_the_default(text):
    assert detect_language(text) == "fr"

"""Who says it: whom a sentence reports, and what is the document's own voice."""

import pytest

from assistant.speaker import asked_speaker, speaker
from corpus.document import Document


def said(text, sentence=None, owners=(), publisher=None):
    document = Document("a.md", "", text, None, None, publisher, "fr", "a.md")
    sentence = sentence or text
    start = text.index(sentence)
    return speaker(document, start, start + len(sentence), owners)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Selon la Ville de New York, jamais des villes ne s’étaient réunies.", "la Ville de New York"),
        ("Le coût est trop élevé, d’après l’Agence nationale de la cohésion.", "l’Agence nationale de la cohésion"),
        ("La ministre déléguée a déclaré que le fonds serait prolongé.", "La ministre déléguée"),
        ("Hier, le maire de Lyon a également rappelé que la loi s’applique.", "le maire de Lyon"),
        ("Johanna Rolland estime que l’État doit tenir parole.", "Johanna Rolland"),
        ("« Nous voulons des moyens pérennes », a souligné le maire de Nantes.", "le maire de Nantes"),
        ("Le ministre a précisé : « Les crédits seront maintenus en 2025 »", "Le ministre"),
        ("La ministre, Claire Exemple, estime au contraire que la loi suffit.", "La ministre, Claire Exemple"),
        ("Le préfet a déclaré le 12 mai 2024 : « Il n’y aura aucun report des travaux. »", "Le préfet"),
        ("Anne Exemple, maire de Metz, se félicite : « Je suis pour la fin de cette loi. »", "Anne Exemple, maire de Metz"),
        ("Pour Anne Exemple, maire de Metz, « il faut supprimer les taxes ».", "Anne Exemple, maire de Metz"),
        ("According to the European Commission, the targets are met.", "the European Commission"),
    ],
)
def test_person_or_body_that_is_reported_is_named(text, who):
    assert said(text) == who


def test_sentence_inside_guillemets_is_that_of_who_speaks_after_them():
    text = "« Les villes attendent des moyens. Elles ne peuvent pas tout payer. », a expliqué la présidente de la FNAU."

    assert said(text, "Elles ne peuvent pas tout payer.") == "la présidente de la FNAU"


@pytest.mark.parametrize(
    "text",
    [
        "L’association demande un fonds pour la médiation.",
        "Le forum avait pour thème « Transformer nos villes pour un meilleur avenir ».",
        "Le tarif varie selon les besoins de chaque commune.",
        "Le rendez-vous rejoint, pour la FNAU, un plaidoyer que plusieurs associations portent.",
        "La Ville a adopté le texte que le conseil municipal attendait.",
        "Nous avons rappelé que les villes manquent de moyens.",
        "Elle a déclaré que le fonds serait prolongé.",
    ],
)
def test_documents_own_voice_is_nobodys(text):
    assert said(text) is None


@pytest.mark.parametrize("text", ["Selon France urbaine, le fonds est trop faible.", "L’association estime que c’est peu."])
def test_owner_of_the_corpus_speaks_for_itself(text):
    assert said(text, owners=("France urbaine",)) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("L’association 40 millions d’usagers réclame la suppression des zones.", "L’association 40 millions d’usagers"),
        ("La Fédération des agents estime pour sa part que « c’est trop ».", "La Fédération des agents"),
        ("Jonas Weill, maire de Strasbourg, a plaidé pour une Europe des villes.", "Jonas Weill, maire de Strasbourg"),
        ("Le gouvernement s’oppose à ce fonds.", "Le gouvernement"),
        ("Le ministre du Logement, Paul Vern, a quant à lui plaidé pour un report.", "Le ministre du Logement, Paul Vern"),
        ("« Élus », animé par Anne Vern, qui a rappelé que la loi protège.", "Anne Vern"),
        ("Le projet de loi de finances (PLF) demande 5 milliards aux villes.", None),
        ("L’encadrement des loyers de Paris s’oppose aux abus.", None),
        ("La mairie de Bordeaux, elle, plaide pour un maintien.", "La mairie de Bordeaux"),
        ("La Commission européenne a proposé un texte.", "La Commission européenne"),
        ("Nous soutenons le règlement que la Commission européenne propose.", None),
        ("La Région a reçu une demande de subvention.", None),
        ("Le projet de loi de l’État proposé en 2024 prévoit une aide.", None),
        ("France urbaine demande un fonds.", None),
        ("Les villes demandent un fonds.", None),
        ("L’association demande un fonds.", None),
    ],
)
def test_who_claims_something_is_named_when_the_owner_is_known(text, who):
    assert said(text, owners=("France urbaine",)) == who


def test_claims_are_nobodys_when_the_owner_is_not_known():
    assert said("France urbaine demande un fonds.") is None


def test_minister_who_said_favourable_is_named_without_the_verb():
    text = "Le ministre, Étienne Rambaud, s’est dit « favorable à un assouplissement de la loi sur le logement »."

    assert said(text) == "Le ministre, Étienne Rambaud"


def test_publisher_of_the_document_speaks_for_itself():
    text = "Le Réseau des villes a rappelé que la loi s’applique."

    assert said(text, publisher="Réseau des villes") is None
    assert said(text) == "Le Réseau des villes"


def test_guillemets_of_another_paragraph_do_not_count():
    text = "La ville a ouvert un lieu d’accueil.\n\n« Nous en voulons dix de plus », a déclaré le préfet."

    assert said(text, "La ville a ouvert un lieu d’accueil.") is None


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Que pense le ministre des zones à faibles émissions ?", {"ministr"}),
        ("Quelle est la position de Bordeaux sur les loyers ?", {"bordeau"}),
        ("Quelle est la position de France urbaine sur les loyers ?", set()),
        ("Que demandent les villes ?", set()),
    ],
)
def test_question_names_whose_position_it_asks_for(question, named):
    assert asked_speaker(question, ("France urbaine",)) == named

"""Wrong sentences made of right ones: one thing is changed, the same each time."""

from assistant.write.spoil import said, spoiled

RIGHT = "Le salon de Barcelone est ouvert depuis le 5 novembre 2024 avec Grenoble."
DOCUMENT = f"{RIGHT} Il accueille de Toulouse des élus."
OTHER = "Le forum de Katowice a réuni des maires."


def test_each_change_touches_one_thing():
    wrong = dict(spoiled(RIGHT, DOCUMENT, OTHER))

    changed = {kind: set(sentence.split()) - set(RIGHT.split()) for kind, sentence in wrong.items()}
    assert list(wrong) == ["number", "month", "name", "name_nearby", "negation"]
    assert all(len(words) == 1 for kind, words in changed.items() if kind in ("number", "month"))
    assert [changed["name"] <= {"Katowice", "Katowice."}, changed["name_nearby"] <= {"Toulouse", "Toulouse."}] == [
        True,
        True,
    ]
    assert changed["negation"] == {"n'est", "pas"}


def test_same_sentence_is_spoiled_in_the_same_way():
    assert list(spoiled(RIGHT, DOCUMENT, OTHER)) == list(spoiled(RIGHT, DOCUMENT, OTHER))


def test_sentence_without_anything_to_change_is_not_spoiled():
    assert list(spoiled("Bonjour à tous.", DOCUMENT, OTHER)) == []


def test_question_and_answer_make_a_sentence():
    assert said("Quand le salon a-t-il ouvert ?", "le **5 novembre**.") == "le salon a-t-il ouvert : le 5 novembre."

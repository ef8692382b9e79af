#!/usr/bin/env python3
"""A start for small models: word vectors counted from the text, sinusoid positions, local heads.

    word_vector_start.py MODEL TOKENS: rewrites MODEL/model.safetensors, a fresh `albert init` folder.

From it a small model learns in an hour what random weights learn in days.

TOKENS is the tokenized text that `albert pretrain` leaves (train.tokens, docs/formats.md); word
vectors of it are kept beside it for the next model. Three
things are set; all else stays as drawn, and everything is trained afterwards:

- word embeddings: the E strongest directions of the words' positive pointwise mutual information
  within five tokens of each other (truncated SVD), all of the length that fresh ones have; and the
  MLM bias: how frequent each piece is;
- position embeddings: sinusoids of 32 frequencies;
- query and key of the first four heads: such that head by head attention starts out at the token
  before, the one after, and those two away. Sinusoids make that a rotation.
"""
import json
import os
import struct
import sys

import numpy as np
import scipy.sparse as sparse
from safetensors.numpy import load_file, save_file

WINDOW, OVERSAMPLING, CHUNK = 5, 12, 12_000_000
OFFSETS, PEAK, AMPLITUDE = (-1, 1, -2, 2), 6.0, 0.7
PREFIX = "albert.embeddings."


def read_tokens(path):
    with open(path, "rb") as file:
        magic, _, vocabulary, _, _, tokens = struct.unpack("<8s5Q", file.read(48))
    assert magic == b"ALBTOK01" and vocabulary <= 65536
    return np.fromfile(path, np.uint16, offset=48, count=tokens).astype(np.int64), vocabulary


def neighbours(ids, vocabulary):
    """How often two pieces stand near each other, nearer ones counting more."""
    counts = sparse.csr_matrix((vocabulary, vocabulary), dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        for first in range(0, len(ids) - distance, CHUNK):
            end = min(len(ids) - distance, first + CHUNK)
            pairs = ids[first:end] * vocabulary + ids[first + distance:end + distance]
            found, times = np.unique(pairs, return_counts=True)
            counts += sparse.csr_matrix(
                (times.astype(np.float32) / distance, (found // vocabulary, found % vocabulary)),
                shape=counts.shape)
    return counts + counts.T


def word_vectors(ids, vocabulary, directions):
    counts = neighbours(ids, vocabulary).tocoo()
    rows = np.asarray(counts.sum(1)).ravel() + 1e-9
    context = rows**0.75 / (rows**0.75).sum()
    information = np.log(counts.data / (rows[counts.row] * context[counts.col]))
    keep = information > 0
    matrix = sparse.csr_matrix(
        (information[keep].astype(np.float32), (counts.row[keep], counts.col[keep])),
        shape=counts.shape)
    basis = np.random.default_rng(0).standard_normal((vocabulary, directions + OVERSAMPLING))
    basis = basis.astype(np.float32)
    for _ in range(4):
        basis, _ = np.linalg.qr(matrix @ basis)
    small = basis.T @ (matrix @ basis)
    values, vectors = np.linalg.eigh((small + small.T) / 2)
    strongest = np.argsort(-np.abs(values))[:directions]
    return (basis @ vectors[:, strongest]) * np.sqrt(np.abs(values[strongest]))


def frequencies_of(config, random):
    count = config["hidden_size"] // config["num_attention_heads"] // 2
    return np.pi * (np.arange(count) + random.random(count)) / count


def set_positions(tensors, config):
    embedding, hidden = config["embedding_size"], config["hidden_size"]
    heads = config["num_attention_heads"]
    size = hidden // heads
    deviation = tensors[PREFIX + "word_embeddings.weight"].std()
    random = np.random.default_rng(1)
    frequencies = frequencies_of(config, random)
    count = len(frequencies)
    angles = np.arange(config["max_position_embeddings"])[:, None] * frequencies
    waves = np.empty((len(angles), 2 * count))
    waves[:, 0::2], waves[:, 1::2] = np.cos(angles), np.sin(angles)
    directions, _ = np.linalg.qr(random.standard_normal((embedding, 2 * count)))
    amplitude = deviation * np.sqrt(embedding / count) * AMPLITUDE
    tensors[PREFIX + "position_embeddings.weight"] = (amplitude * waves @ directions.T).astype("f4")

    # Reads the waves out of a hidden state: LayerNorm and projection undone.
    scale = np.sqrt(deviation**2 + amplitude**2 * count / embedding)
    mapping = tensors["albert.encoder.embedding_hidden_mapping_in.weight"]
    reader = np.linalg.pinv(mapping @ directions) * scale / amplitude
    gain = np.sqrt(PEAK * np.sqrt(size) / count)
    query = np.zeros((hidden, hidden))
    key = np.zeros((hidden, hidden))
    for head, offset in enumerate(OFFSETS[:heads]):
        turn = np.zeros((2 * count, 2 * count))
        for k, angle in enumerate(frequencies * offset):
            turn[2 * k:2 * k + 2, 2 * k:2 * k + 2] = [[np.cos(angle), -np.sin(angle)],
                                                      [np.sin(angle), np.cos(angle)]]
        query[head * size:(head + 1) * size] = gain * (turn @ reader)
        key[head * size:(head + 1) * size] = gain * reader
    used = min(len(OFFSETS), heads) * size  # further heads stay as drawn
    for name, tensor in tensors.items():
        if name.endswith(".attention.query.weight"):
            tensor[:used] = query[:used]
        elif name.endswith(".attention.key.weight"):
            tensor[:used] = key[:used]


def set_words(tensors, ids, vocabulary, path):
    name = PREFIX + "word_embeddings.weight"
    fresh = tensors[name]
    size = fresh.shape[1]
    kept = f"{path}.{size}.npy"
    if not os.path.exists(kept):
        np.save(kept, word_vectors(ids, vocabulary, size))
    vectors = np.load(kept)
    vectors = vectors - vectors.mean(0)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    counts = np.bincount(ids, minlength=vocabulary)
    known = (counts >= 5)[:, None] & (lengths > 1e-6)
    turn, _ = np.linalg.qr(np.random.default_rng(2).standard_normal((size, size)))
    vectors = vectors / (lengths + 1e-9) * np.linalg.norm(fresh, axis=1).mean() @ turn
    tensors[name] = np.where(known, vectors, fresh).astype("f4")
    frequency = np.log((counts + 1) / (counts + 1).sum())
    tensors["predictions.bias"] = (frequency - frequency.mean()).astype("f4")


def main():
    folder, path = sys.argv[1:3]
    with open(folder + "/config.json") as file:
        config = json.load(file)
    tensors = load_file(folder + "/model.safetensors")
    ids, vocabulary = read_tokens(path)
    assert config["vocab_size"] == vocabulary
    set_positions(tensors, config)
    set_words(tensors, ids, vocabulary, path)
    save_file(tensors, folder + "/model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    main()

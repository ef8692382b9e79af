// mlm_baselines --tokenizer DIR --train TEXT [options] HELD_OUT...
//
// What predicting hidden tokens is worth without a network: the accuracy of counting, on exactly
// the tokens that `albert evaluate` hides with the same options. A model has learned something
// where it beats these. Prints one JSON object:
//   unigram    always the commonest piece of the training text
//   five_gram  the commonest piece between the two pieces before and the two behind, as the model
//              sees them ([MASK] and the ends of a segment are unknown); where the training text
//              never has these together, between fewer of them
//   shown      the same, but a piece that is shown, not [MASK], is taken as it is
#include <array>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "albert/train/data/corpus.h"
#include "albert/train/data/corpus_examples.h"
#include "common/example_options.h"
#include "common/scratch_folder.h"

namespace {

using namespace albert;

constexpr std::int32_t kUnknown = -1;

/// The pieces at distance -2, -1, 1, 2.
using Neighbours = std::array<std::int32_t, 4>;

// Which neighbours count, bit i for neighbour i; the first with any count in training is used.
constexpr std::array<unsigned, 9> kContexts = {0b1111, 0b0111, 0b1110, 0b0110, 0b0011,
                                               0b1100, 0b0010, 0b0100, 0};

/// 0 when a neighbour that counts is unknown.
std::uint64_t key_of(unsigned context, const Neighbours& neighbours) {
  std::uint64_t key = 0x9e3779b97f4a7c15U + context;
  for (unsigned i = 0; i < 4; ++i) {
    if ((context >> i & 1U) == 0) continue;
    if (neighbours[i] == kUnknown) return 0;
    key = (key ^ static_cast<std::uint64_t>(neighbours[i])) * 0xbf58476d1ce4e5b9U;
    key ^= key >> 29;
  }
  return key;
}

Neighbours neighbours_of(const std::vector<std::int32_t>& ids, std::size_t at) {
  const auto get = [&](std::size_t i) { return i < ids.size() ? ids[i] : kUnknown; };
  return {get(at - 2), get(at - 1), get(at + 1), get(at + 2)};  // below 0 wraps round to no index
}

/// Counts of centre pieces, but only for contexts that are used.
class Counts {
 public:
  void want(std::uint64_t key) {
    counts_[key];
    wanted_[key % wanted_.size()] = true;
  }
  void add(std::uint64_t key, std::int32_t centre) {
    if (!wanted_[key % wanted_.size()]) return;
    if (const auto found = counts_.find(key); found != counts_.end()) ++found->second[centre];
  }
  /// The lowest id of equals; kUnknown when the context was never seen.
  std::int32_t commonest(std::uint64_t key) const {
    std::int32_t best = kUnknown;
    std::uint32_t most = 0;
    for (const auto& [centre, count] : counts_.at(key)) {
      if (count > most || (count == most && centre < best)) {
        best = centre;
        most = count;
      }
    }
    return best;
  }

 private:
  std::unordered_map<std::uint64_t, std::unordered_map<std::int32_t, std::uint32_t>> counts_;
  std::vector<bool> wanted_ = std::vector<bool>(std::size_t{1} << 28);  // spares most look-ups
};

struct Hidden {
  std::int32_t label;
  std::int32_t shown;  // kUnknown: [MASK]
  Neighbours seen;
};

std::vector<Hidden> hidden_tokens(train::ExampleSource& source, const SpecialTokens& special) {
  std::vector<Hidden> hidden;
  train::ExampleBatch batch;
  for (std::size_t i = 0; i < source.size(0); ++i) {
    batch.clear();
    source.append({0, i}, batch);
    std::vector<std::int32_t> ids = batch.input_ids;
    for (std::int32_t& id : ids) {
      if (id == special.mask || id == special.cls || id == special.sep) id = kUnknown;
    }
    for (std::size_t m = 0; m < batch.masked.size(); ++m) {
      hidden.push_back(
          {batch.labels[m], ids[batch.masked[m]], neighbours_of(ids, batch.masked[m])});
    }
  }
  return hidden;
}

struct Options {
  std::string tokenizer;
  std::string train;
  std::vector<std::string> held_out;
  apps::ExampleOptions examples;
  std::uint64_t seed = 1;
};

void run(const Options& options) {
  const auto tokenizer = Tokenizer::load(options.tokenizer);
  const train::Vocabulary vocabulary(*tokenizer);
  const apps::ScratchFolder scratch;
  ThreadPool threads;
  const auto corpus_of = [&](const std::vector<std::string>& names, const char* cache) {
    train::tokenize_corpus(scratch.gather(names), *tokenizer, vocabulary, scratch.path() / cache,
                           threads, [](std::uint64_t, std::uint64_t) {});
    return train::Corpus(scratch.path() / cache);
  };
  const train::Corpus held_out = corpus_of(options.held_out, "held-out");
  train::CorpusExamples source(held_out, vocabulary, options.examples.pairs,
                               options.examples.masking, options.seed);
  const std::vector<Hidden> hidden = hidden_tokens(source, tokenizer->special());

  Counts counts;
  for (const Hidden& token : hidden) {
    for (const unsigned context : kContexts) {
      if (const auto key = key_of(context, token.seen); key != 0) counts.want(key);
    }
  }
  const train::Corpus text = corpus_of({options.train}, "train");
  for (std::size_t d = 0; d < text.documents(); ++d) {
    std::vector<std::int32_t> ids;
    text.append(text.first_sentence(d), text.first_sentence(d + 1), ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const Neighbours neighbours = neighbours_of(ids, i);
      for (const unsigned context : kContexts) {
        if (const auto key = key_of(context, neighbours); key != 0) counts.add(key, ids[i]);
      }
    }
  }

  const std::int32_t commonest = counts.commonest(key_of(0, {}));
  std::size_t unigram = 0;
  std::size_t five_gram = 0;
  std::size_t shown = 0;
  for (const Hidden& token : hidden) {
    std::int32_t guess = kUnknown;
    for (std::size_t c = 0; guess == kUnknown; ++c) {
      if (const auto key = key_of(kContexts[c], token.seen); key != 0)
        guess = counts.commonest(key);
    }
    unigram += commonest == token.label ? 1 : 0;
    five_gram += guess == token.label ? 1 : 0;
    shown += (token.shown == kUnknown ? guess : token.shown) == token.label ? 1 : 0;
  }
  const auto share = [&](std::size_t count) {
    return static_cast<double>(count) / static_cast<double>(hidden.size());
  };
  std::cout << fmt::format(
      "{{\"predicted\": {}, \"commonest\": \"{}\", \"unigram\": {:.6f}, \"five_gram\": {:.6f}, "
      "\"shown\": {:.6f}}}\n",
      hidden.size(), tokenizer->piece(commonest), share(unigram), share(five_gram), share(shown));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Accuracy of counting on the tokens that albert evaluate hides");
  Options options;
  app.add_option("--tokenizer", options.tokenizer, "Folder of the tokenizer")->required();
  app.add_option("--train", options.train, "Text to count")->required();
  app.add_option("held_out", options.held_out, "Texts to predict")->required();
  app.add_option("--seed", options.seed, "Of the examples");
  options.examples.add_to(app);
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::cerr << "mlm_baselines: " << error.what() << '\n';
    return 1;
  }
  return 0;
}

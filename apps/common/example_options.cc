#include "common/example_options.h"

#include "common/arguments.h"

namespace albert::apps {
namespace {

void add_share(CLI::App& command, const char* name, double& value, const char* description) {
  add_setting(command, name, value, 0, 1, description, "Making examples")->type_name("SHARE");
}

void add_count(CLI::App& command, const char* name, std::size_t& value, int least,
               const char* description) {
  add_setting(command, name, value, least, 1 << 20, description, "Making examples");
}

}  // namespace

void ExampleOptions::add_to(CLI::App& command) {
  add_count(command, "--max-length,--seq", pairs.max_length, 8, "Maximum tokens per example");
  add_share(command, "--short-share", pairs.short_share,
            "Fraction of examples with a random shorter target length");
  add_choice(command, "--pairs", pairs.objective,
             "Objective of the pair loss: sentence order, next sentence as in BERT, or none")
      ->group("Making examples");
  add_share(command, "--label-share", pairs.label_share,
            "Fraction of pairs that are swapped (nsp: from different documents)");
  command
      .add_flag("--both-orders", pairs.both_orders,
                "Use every pair in both orders, in consecutive examples")
      ->group("Making examples");
  add_share(command, "--predict", masking.share, "Fraction of tokens to predict");
  add_count(command, "--max-predictions", masking.max_predictions, 0,
            "Maximum tokens to predict per example; 0 = no limit");
  add_count(command, "--ngram", masking.longest_ngram, 1,
            "Longest run of words to mask; runs of n words have probability proportional to 1/n");
  command
      .add_flag_callback(
          "--single-pieces", [this] { masking.whole_words = false; },
          "Mask single pieces instead of whole words")
      ->group("Making examples");
  add_share(command, "--mask-share", masking.mask,
            "Fraction of the tokens to predict that become [MASK]");
  add_share(command, "--random-share", masking.random,
            "Fraction of the tokens to predict that become a random token; others stay");
  command
      .add_flag(
          "--google-quirks", pairs.google_quirks,
          "Make pairs exactly as Google's script does; the label leaks through segment length")
      ->group("Making examples");
}

}  // namespace albert::apps

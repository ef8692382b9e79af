#include "common/example_options.h"

#include "common/arguments.h"

namespace albert::apps {
namespace {

void add_share(CLI::App& command, const char* name, double& value, const char* description) {
  command.add_option(name, value, description)
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->type_name("SHARE")
      ->capture_default_str()
      ->group("Making examples");
}

void add_count(CLI::App& command, const char* name, std::size_t& value, int least,
               const char* description) {
  command.add_option(name, value, description)
      ->check(CLI::Range(least, 1 << 20).description(""))
      ->type_name("N")
      ->capture_default_str()
      ->group("Making examples");
}

}  // namespace

void ExampleOptions::add_to(CLI::App& command) {
  add_count(command, "--max-length,--seq", pairs.max_length, 8, "Tokens of an example at most");
  add_share(command, "--short-share", pairs.short_share,
            "Share of examples that aim at a random shorter length");
  add_choice(command, "--pairs", pairs.objective,
             "Second loss: sentence order, next sentence as in BERT, or none")
      ->group("Making examples");
  add_share(command, "--label-share", pairs.label_share,
            "Share of pairs that are swapped (nsp: that do not follow)");
  command
      .add_flag("--both-orders", pairs.both_orders,
                "Show every pair in both orders, one after the other")
      ->group("Making examples");
  add_share(command, "--predict", masking.share, "Share of tokens to predict");
  add_count(command, "--max-predictions", masking.max_predictions, 0,
            "Tokens to predict in an example at most; 0 = no such limit");
  add_count(command, "--ngram", masking.longest_ngram, 1,
            "Words in a row that are hidden together, at most; n with probability 1/n");
  command
      .add_flag_callback(
          "--single-pieces", [this] { masking.whole_words = false; },
          "Hide single pieces instead of whole words")
      ->group("Making examples");
  add_share(command, "--mask-share", masking.mask, "Share of hidden tokens that become [MASK]");
  add_share(command, "--random-share", masking.random,
            "Share of hidden tokens that become any other; the rest stays");
  command
      .add_flag("--google-quirks", pairs.google_quirks,
                "Cut pairs exactly as Google's script does, which lets lengths tell the order")
      ->group("Making examples");
}

}  // namespace albert::apps

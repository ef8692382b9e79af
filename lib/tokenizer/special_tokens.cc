#include "tokenizer/special_tokens.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "albert/base/error.h"

namespace albert {
namespace {

constexpr std::int32_t kMissing = -1;

/// Maximum number of unused ids after the vocabulary, because they need memory.
constexpr std::int32_t kMaxUnusedIds = 1 << 20;

/// Collects the tokens, one per spelling.
class Resolution {
 public:
  Resolution(const TokenizerSettings& settings, const BaseVocabulary& vocabulary)
      : settings_(settings), vocabulary_(vocabulary), next_(vocabulary.size) {}

  void add_stated(AddedToken token) {
    const std::optional<std::int32_t> own = vocabulary_.find(token.text);
    if (own && *own != token.id) {
      refuse(fmt::format("the added token '{}' has id {}, but the vocabulary has it as {}",
                         token.text, token.id, *own));
    }
    if (!own && token.id < vocabulary_.size) {
      refuse(
          fmt::format("the added token '{}' has the id {} of another piece", token.text, token.id));
    }
    if (token.id - next_ > kMaxUnusedIds) {
      refuse(
          fmt::format("the id {} of the added token '{}' is out of range", token.id, token.text));
    }
    if (!own && token.id < next_) {
      refuse(fmt::format("two added tokens have the id {}", token.id));
    }
    next_ = std::max(next_, token.id + 1);
    insert(std::move(token));
  }

  /// The id of a special token; kMissing if it has none and cannot get one.
  std::int32_t add_special(const AddedToken& special, bool may_append) {
    if (special.text.empty()) return kMissing;
    if (const auto known = index_.find(special.text); known != index_.end()) {
      AddedToken& token = tokens_[known->second];
      token.special = true;
      return token.id;
    }
    AddedToken token = special;
    if (const std::optional<std::int32_t> own = vocabulary_.find(token.text)) {
      token.id = *own;
    } else if (may_append && has_row(next_)) {
      token.id = next_++;
    } else {
      return kMissing;
    }
    const std::int32_t id = token.id;
    insert(std::move(token));
    return id;
  }

  /// A default that no file names is appended only if the model has a row for it.
  std::int32_t add_special(const NamedToken& named) {
    return add_special(named.token, named.given || settings_.embedding_rows.has_value());
  }

  std::vector<AddedToken> take_tokens() { return std::move(tokens_); }

 private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw Error(ErrorCode::model, reason, settings_.folder.string());
  }

  bool has_row(std::int32_t id) const {
    return !settings_.embedding_rows || id < *settings_.embedding_rows;
  }

  void insert(AddedToken token) {
    const auto [found, is_new] = index_.try_emplace(token.text, tokens_.size());
    if (is_new) {
      tokens_.push_back(std::move(token));
    } else {
      tokens_[found->second] = std::move(token);
    }
  }

  const TokenizerSettings& settings_;
  const BaseVocabulary& vocabulary_;
  std::int32_t next_;
  std::vector<AddedToken> tokens_;
  std::unordered_map<std::string, std::size_t> index_;
};

std::string lower_text(std::string_view text) {
  AlignedText lowered;
  clean_text(text, AddedTokenSet(), true, lowered);
  return std::move(lowered.text);
}

}  // namespace

TextTokens tokens_in_text(const std::vector<AddedToken>& tokens, bool lower_case) {
  std::vector<AddedToken> kept, sought = tokens;
  for (AddedToken& token : sought) {
    if (token.special || !token.normalized) {
      kept.push_back(token);
    } else if (lower_case) {
      token.text = lower_text(token.text);
    }
    token.lstrip = token.rstrip = true;
  }
  return {AddedTokenSet(std::move(kept)), AddedTokenSet(std::move(sought))};
}

ResolvedTokens resolve_tokens(const TokenizerSettings& settings, const BaseVocabulary& vocabulary) {
  Resolution resolution(settings, vocabulary);
  std::vector<AddedToken> stated = settings.added;
  // The fast form also lists pieces of the vocabulary, such as user-defined ones.
  for (const AddedToken& token : settings.added_by_json) {
    if (vocabulary.find(token.text) != token.id) stated.push_back(token);
  }
  std::ranges::sort(stated, {}, &AddedToken::id);
  for (AddedToken& token : stated) resolution.add_stated(std::move(token));

  // In the order in which the reference appends missing tokens.
  const auto add_alias = [&](const NamedToken& named, const NamedToken& target) {
    if (named.given || named.token.text == target.token.text) resolution.add_special(named);
  };
  ResolvedTokens resolved;
  add_alias(settings.bos, settings.cls);
  add_alias(settings.eos, settings.sep);
  resolved.ids.unk = resolution.add_special(settings.unk);
  resolved.ids.sep = resolution.add_special(settings.sep);
  resolved.ids.pad = resolution.add_special(settings.pad);
  resolved.ids.cls = resolution.add_special(settings.cls);
  resolved.ids.mask = resolution.add_special(settings.mask);
  for (const AddedToken& token : settings.other_special) resolution.add_special(token, true);
  for (const AddedToken& token : settings.extra_special) resolution.add_special(token, true);

  const auto require = [&](std::int32_t id, const NamedToken& named, const char* what) {
    if (id != kMissing) return;
    throw Error(ErrorCode::model,
                fmt::format("the vocabulary has no {} token '{}'", what, named.token.text),
                settings.folder.string(), "tokenizer_config.json may name another");
  };
  require(resolved.ids.unk, settings.unk, "unknown");
  require(resolved.ids.cls, settings.cls, "classifier");
  require(resolved.ids.sep, settings.sep, "separator");
  resolved.tokens = resolution.take_tokens();
  return resolved;
}

}  // namespace albert

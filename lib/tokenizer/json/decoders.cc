#include "tokenizer/json/decoders.h"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "tokenizer/detokenize.h"
#include "tokenizer/json/component.h"
#include "tokenizer/json/metaspace.h"
#include "tokenizer/json_values.h"
#include "tokenizer/unicode.h"

namespace albert::json_pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kKind = "decoder";

class MetaspaceDecoder final : public Decoder {
 public:
  explicit MetaspaceDecoder(Metaspace metaspace) : metaspace_(std::move(metaspace)) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool drop = i == 0 && metaspace_.prepend != Metaspace::Prepend::never;
      replace_all(pieces[i], metaspace_.symbol, drop ? "" : " ");
    }
  }

 private:
  Metaspace metaspace_;
};

class WordpieceDecoder final : public Decoder {
 public:
  WordpieceDecoder(std::string prefix, bool clean_up)
      : prefix_(std::move(prefix)), clean_up_(clean_up) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      std::string& piece = pieces[i];
      if (i > 0) {
        if (piece.starts_with(prefix_)) {
          piece.erase(0, prefix_.size());
        } else {
          piece.insert(0, " ");
        }
      }
      if (clean_up_) clean(piece);
    }
  }

 private:
  static void clean(std::string& piece) {
    using Rule = std::pair<std::string_view, std::string_view>;
    constexpr std::array<Rule, 11> kRules{{{" .", "."},
                                           {" ?", "?"},
                                           {" !", "!"},
                                           {" ,", ","},
                                           {" ' ", "'"},
                                           {" n't", "n't"},
                                           {" 'm", "'m"},
                                           {" do not", " don't"},
                                           {" 's", "'s"},
                                           {" 've", "'ve"},
                                           {" 're", "'re"}}};
    for (const auto& [from, to] : kRules) replace_all(piece, from, to);
  }

  std::string prefix_;
  bool clean_up_;
};

class ReplaceDecoder final : public Decoder {
 public:
  ReplaceDecoder(std::string from, std::string to) : from_(std::move(from)), to_(std::move(to)) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::string& piece : pieces) replace_all(piece, from_, to_);
  }

 private:
  std::string from_, to_;
};

/// Joins all pieces into one.
class Fuse final : public Decoder {
 public:
  void apply(std::vector<std::string>& pieces) const override {
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    pieces = {std::move(all)};
  }
};

/// Runs of "<0x41>" become the characters of these bytes, or a U+FFFD each.
class ByteFallback final : public Decoder {
 public:
  void apply(std::vector<std::string>& pieces) const override {
    std::vector<std::string> result;
    std::string bytes;
    const auto flush = [&] {
      if (bytes.empty()) return;
      if (is_valid_utf8(bytes)) {
        result.push_back(bytes);
      } else {
        for (std::size_t i = 0; i < bytes.size(); ++i) result.emplace_back("\xEF\xBF\xBD");
      }
      bytes.clear();
    };
    for (std::string& piece : pieces) {
      if (const std::optional<char> byte = byte_of(piece)) {
        bytes.push_back(*byte);
      } else {
        flush();
        result.push_back(std::move(piece));
      }
    }
    flush();
    pieces = std::move(result);
  }

 private:
  static std::optional<char> byte_of(std::string_view piece) noexcept {
    if (piece.size() != 6 || !piece.starts_with("<0x") || !piece.ends_with('>')) return {};
    unsigned value = 0;
    const auto [stop, error] = std::from_chars(piece.data() + 3, piece.data() + 5, value, 16);
    if (error != std::errc() || stop != piece.data() + 5) return {};
    return static_cast<char>(value);
  }
};

/// Strips a number of occurrences of one character at the ends of each piece.
class Strip final : public Decoder {
 public:
  Strip(std::string symbol, std::size_t start, std::size_t stop)
      : symbol_(std::move(symbol)), start_(start), stop_(stop) {}
  void apply(std::vector<std::string>& pieces) const override {
    for (std::string& piece : pieces) {
      for (std::size_t i = 0; i < start_ && piece.starts_with(symbol_); ++i) {
        piece.erase(0, symbol_.size());
      }
      for (std::size_t i = 0; i < stop_ && piece.ends_with(symbol_); ++i) {
        piece.erase(piece.size() - symbol_.size());
      }
    }
  }

 private:
  std::string symbol_;
  std::size_t start_, stop_;
};

std::unique_ptr<const Decoder> make(const json& value, const fs::path& file) {
  const std::string type = component_type(value, kKind, file);
  if (type == "Metaspace") return std::make_unique<MetaspaceDecoder>(Metaspace(value, file));
  if (type == "WordPiece") {
    return std::make_unique<WordpieceDecoder>(text_of(value, "prefix", file),
                                              flag_or(value, "cleanup", true, file));
  }
  if (type == "Replace") {
    const json& pattern = object_of(value, "pattern", file);
    std::string from = text_of(pattern, "String", file);
    if (from.empty()) refuse_json(file, "decoder 'Replace' has an empty pattern");
    std::string to = text_of(value, "content", file);
    if (to.size() > from.size()) refuse_json(file, "decoder 'Replace' makes texts longer");
    return std::make_unique<ReplaceDecoder>(std::move(from), std::move(to));
  }
  if (type == "Fuse") return std::make_unique<Fuse>();
  if (type == "ByteFallback") return std::make_unique<ByteFallback>();
  if (type == "Strip") {
    std::string symbol = text_of(value, "content", file);
    if (symbol.empty()) refuse_json(file, "decoder 'Strip' has no character");
    return std::make_unique<Strip>(std::move(symbol), number_of(value, "start", file),
                                   number_of(value, "stop", file));
  }
  refuse_component(kKind, type, file);
}

}  // namespace

DecoderChain::DecoderChain(const json& description, const fs::path& file)
    : given_(!description.is_null()) {
  for (const json* step : steps_of(description, kKind, "decoders", file)) {
    steps_.push_back(make(*step, file));
  }
}

std::string DecoderChain::decode(std::vector<std::string> pieces) const {
  for (const auto& step : steps_) step->apply(pieces);
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0 && !given_) text.push_back(' ');
    text += pieces[i];
  }
  return text;
}

}  // namespace albert::json_pipeline

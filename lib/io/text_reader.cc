#include "albert/io/text_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/io/file_kind.h"
#include "io/binary_kind.h"
#include "io/byte_input.h"
#include "io/text_checker.h"
#include "io/text_decoder.h"

namespace albert {
namespace {

using namespace std::string_view_literals;
using Kind = TextWarning::Kind;

/// A byte-order mark and its encoding.
struct ByteOrderMark {
  std::string_view bytes;
  const char* encoding;
};

// UTF-32's first: it begins as UTF-16's does.
constexpr std::array kMarks = std::to_array<ByteOrderMark>({
    {"\xFF\xFE\0\0"sv, "UTF-32LE"},
    {"\0\0\xFE\xFF"sv, "UTF-32BE"},
    {"\xFF\xFE"sv, "UTF-16LE"},
    {"\xFE\xFF"sv, "UTF-16BE"},
    {"\xEF\xBB\xBF"sv, "UTF-8"},
});

/// Archives, which may contain texts but are not texts.
constexpr std::array kArchives = {FileKind::tar, FileKind::zip, FileKind::bzip2,
                                  FileKind::seven_zip};

std::string resolved_encoding(const std::string& name) {
  if (name.empty()) return "UTF-8";
  if (const std::optional<std::string> encoding = io::encoding_called(name)) return *encoding;
  throw Error(ErrorCode::usage, fmt::format("unknown encoding '{}'", name), {},
              "iconv -l lists the names; latin1, cp1252, gbk, utf-16le, … are some");
}

}  // namespace

std::string TextOptions::name_of(const std::filesystem::path& file) const {
  if (file == "-" || file == "/dev/stdin") return "stdin";
  const auto named = names.find(file.string());
  return named == names.end() ? file.string() : named->second;
}

std::string name_ending(std::string_view name) {
  for (std::size_t dot = name.rfind('.'); dot != name.npos; dot = name.rfind('.')) {
    std::string ending(name.substr(dot));
    for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (ending != ".gz" && ending != ".xz" && ending != ".zst") return ending;
    name = name.substr(0, dot);
  }
  return {};
}

void check_encoding(const std::string& name) {
  if (!name.empty()) resolved_encoding(name);
}

class TextReader::Stream {
 public:
  Stream(const std::filesystem::path& file, TextOptions options)
      : options_(std::move(options)),
        encoding_(resolved_encoding(options_.encoding)),
        bytes_(file, options_.name_of(file)) {}

  bool read_some(std::string& text) {
    const std::size_t old_size = text.size();
    bool more = false;
    if (!begun_) {
      more = bytes_.read_some(head_);
      begun_ = is_decided(more);
      if (begun_) begin(text);
    } else if (decoder_) {
      encoded_.clear();
      more = bytes_.read_some(encoded_);
      decode(encoded_, text);
    } else {
      more = bytes_.read_some(text);
    }
    if (!more && decoder_) {
      const std::size_t error = decoder_->finish(text);
      note_undecodable(error, text, old_size);
    }
    if (options_.warn) check(text, old_size, !more);
    return more;
  }

  bool ready() const { return bytes_.ready(); }
  const std::string& name() const noexcept { return bytes_.name(); }

 private:
  /// Whether the first bytes determine compression and encoding.
  bool is_decided(bool more) const {
    return !more || (!head_.empty() && std::ranges::none_of(kMarks, [&](const auto& mark) {
      return mark.bytes.size() > head_.size() && mark.bytes.starts_with(head_);
    }));
  }

  void begin(std::string& text) {
    const FileKind kind = io::binary_kind(std::as_bytes(std::span(head_)));
    if (std::ranges::find(kArchives, kind) != kArchives.end()) {
      const FileKindDescription& is = describe(kind);
      throw Error(ErrorCode::io, fmt::format("is {}, not a text", is.what), name(), is.hint);
    }
    for (const ByteOrderMark& mark : kMarks) {
      if (!head_.starts_with(mark.bytes)) continue;
      encoding_ = mark.encoding;
      head_.erase(0, mark.bytes.size());
      break;
    }
    if (encoding_ == "UTF-8") {
      checker_.check_utf8();
      text += head_;
    } else {
      decoder_.emplace(encoding_);
      decode(head_, text);
    }
    head_ = {};
  }

  void decode(std::string_view bytes, std::string& text) {
    const std::size_t old_size = text.size();
    const std::size_t error = decoder_->decode(bytes, text);
    note_undecodable(error, text, old_size);
  }

  void note_undecodable(std::size_t where, std::string_view text, std::size_t begin) {
    if (where != std::string::npos) checker_.note_undecodable(text.substr(begin, where - begin));
  }

  void check(std::string_view text, std::size_t begin, bool last) {
    for (const io::TextFinding& finding : checker_.feed(text.substr(begin), last)) {
      options_.warn({finding.kind, name(), finding.line,
                     finding.kind == Kind::undecodable ? encoding_ : finding.encoding});
    }
  }

  TextOptions options_;
  std::string encoding_;
  io::ByteInput bytes_;
  bool begun_ = false;
  std::string head_;                        // the first bytes, until the format is known
  std::string encoded_;                     // scratch
  std::optional<io::TextDecoder> decoder_;  // none: UTF-8
  io::TextChecker checker_;
};

TextReader::TextReader(const std::filesystem::path& file, TextOptions options)
    : stream_(std::make_unique<Stream>(file, std::move(options))) {}
TextReader::~TextReader() = default;
TextReader::TextReader(TextReader&&) noexcept = default;
TextReader& TextReader::operator=(TextReader&&) noexcept = default;

bool TextReader::read_some(std::string& text) {
  return stream_->read_some(text);
}

bool TextReader::ready() {
  return stream_->ready();
}

const std::string& TextReader::name() const noexcept {
  return stream_->name();
}

}  // namespace albert

#include "io/text_decoder.h"

#include <algorithm>
#include <cerrno>

#include "albert/base/error.h"

namespace albert::io {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kNone = std::string_view::npos;
/// More bytes than any character has; a longer incomplete sequence is invalid.
constexpr std::size_t kMostPending = 64;

iconv_t no_converter() {
  return reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr): as iconv says it
}

bool opens(const std::string& encoding) {
  const iconv_t converter = ::iconv_open("UTF-8", encoding.c_str());
  if (converter == no_converter()) return false;
  ::iconv_close(converter);
  return true;
}

/// "UTF_16-LE" and "utf16le" are one name.
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    out += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

bool could_be_name(std::string_view name) {
  constexpr std::string_view kSigns = "-_.:+()";
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kSigns.find(c) != kSigns.npos;
  });
}

std::size_t unit_of(const std::string& encoding) {
  return encoding.starts_with("UTF-16") ? 2 : encoding.starts_with("UTF-32") ? 4 : 1;
}

}  // namespace

std::optional<std::string> encoding_called(const std::string& name) {
  if (!could_be_name(name)) return std::nullopt;
  const std::string bare = plain(name);
  if (bare == "UTF8" || bare == "UTF8SIG") return "UTF-8";
  for (const std::string bits : {"16", "32"}) {
    if (bare == "UTF" + bits || bare == "UTF" + bits + "LE") return "UTF-" + bits + "LE";
    if (bare == "UTF" + bits + "BE") return "UTF-" + bits + "BE";
  }
  if (opens(name)) return name;
  if (opens(bare)) return bare;
  return std::nullopt;
}

TextDecoder::TextDecoder(const std::string& encoding)
    : converter_(::iconv_open("UTF-8", encoding.c_str())), unit_(unit_of(encoding)) {
  if (converter_ == no_converter()) {
    throw Error(ErrorCode::usage, "the system cannot convert the encoding '" + encoding + "'");
  }
}

TextDecoder::~TextDecoder() {
  ::iconv_close(converter_);
}

std::size_t TextDecoder::convert(char* in, std::size_t size, bool last, std::string& text) {
  std::size_t first_error = kNone;
  while (size > 0) {
    const std::size_t old_size = text.size();
    text.resize(old_size + 2 * size + 16);
    char* out = text.data() + old_size;
    std::size_t space = text.size() - old_size;
    const std::size_t before = size;
    const bool done = ::iconv(converter_, &in, &size, &out, &space) != static_cast<std::size_t>(-1);
    const int problem = done ? 0 : errno;
    text.resize(text.size() - space);
    if (done) break;
    const bool advanced = size < before || text.size() > old_size;
    if (problem == E2BIG && advanced) continue;
    if (problem == EINVAL && !last && size < kMostPending) break;
    if (first_error == kNone) first_error = text.size();
    text += kReplacement;
    const std::size_t passed_over = std::min(size, unit_);
    in += passed_over;
    size -= passed_over;
  }
  pending_.assign(in, size);
  return first_error;
}

std::size_t TextDecoder::decode(std::string_view chunk, std::string& text) {
  std::string bytes = std::move(pending_) + std::string(chunk);
  return convert(bytes.data(), bytes.size(), false, text);
}

std::size_t TextDecoder::finish(std::string& text) {
  std::string bytes = std::move(pending_);
  const std::size_t first_error = convert(bytes.data(), bytes.size(), true, text);
  // A stateful encoding may buffer its last character.
  char held_back[32];
  char* out = held_back;
  std::size_t space = sizeof held_back;
  ::iconv(converter_, nullptr, nullptr, &out, &space);
  text.append(held_back, sizeof held_back - space);
  return first_error;
}

}  // namespace albert::io

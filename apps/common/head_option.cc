#include "common/head_option.h"

#include <charconv>

#include <CLI/Error.hpp>
#include <fmt/format.h>

#include "common/arguments.h"

namespace albert::apps {
namespace {

constexpr std::size_t kMostLabels = 1 << 20;

/// "3" or "negative,neutral,positive"; nothing when it is neither.
std::optional<std::vector<std::string>> parse_labels(const std::string& text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size()) {
    if (count == 0 || count > kMostLabels) return std::nullopt;
    return unnamed_labels(count);
  }
  std::vector<std::string> names = internal::split_list(text);
  for (const std::string& name : names) {
    if (name.empty()) return std::nullopt;
  }
  if (names.empty()) return std::nullopt;
  return names;
}

std::optional<HeadChoice> parse_head(const std::string& text) {
  const std::size_t colon = text.find(':');
  const auto head = value_named<Head>(text.substr(0, colon));
  if (!head || !is_fine_tuned(traits_of(*head).component)) return std::nullopt;
  HeadChoice choice = {*head, {.names = unnamed_labels(2), .problem_type = std::nullopt}};
  if (colon == std::string::npos) return choice;
  if (!has_labels(*head)) return std::nullopt;
  const auto names = parse_labels(text.substr(colon + 1));
  if (!names) return std::nullopt;
  choice.labels.names = *names;
  return choice;
}

}  // namespace

std::int64_t HeadChoice::outputs() const noexcept {
  return head == Head::choose ? 1 : static_cast<std::int64_t>(labels.names.size());
}

CLI::Option* add_head_option(CLI::App& command, std::optional<HeadChoice>& choice,
                             const std::string& description) {
  return command
      .add_option_function<std::string>(
          "--head",
          [&choice](const std::string& given) {
            choice = parse_head(given);
            if (choice) return;
            throw CLI::ValidationError(
                "--head", fmt::format("'{}' is none of classify, classify:3, "
                                      "classify:negative,positive, tag (the same), answer, choose",
                                      given));
          },
          description)
      ->type_name("HEAD[:LABELS]");
}

}  // namespace albert::apps

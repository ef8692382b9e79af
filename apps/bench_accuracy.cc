#include "bench_accuracy.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/base/thread_pool.h"
#include "albert/model/albert_model.h"
#include "albert/model/requirements.h"
#include "albert/tasks/batcher.h"
#include "albert/tasks/sop.h"
#include "common/document_pairs.h"
#include "common/json_writer.h"
#include "common/model_files.h"
#include "common/output.h"
#include "common/run_options.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

constexpr std::size_t kBatchTokens = 4096;
constexpr std::size_t kWindow = 256;      // pairs held at once
constexpr std::size_t kEveryNth = 7;      // masked token: about 15 of 100
constexpr std::size_t kMasksAtOnce = 32;  // whose logits are held

/// A model in one number format, with its scratch memory.
struct Runner {
  AlbertModel model;
  Workspace workspace = {};
};

/// MLM logits [count, V] of the masked tokens of a batch.
std::vector<float> logits_of(Runner& runner, std::span<const float> rows, ThreadPool& threads) {
  const auto hidden = static_cast<std::size_t>(runner.model.config().hidden_size);
  const auto vocab = static_cast<std::size_t>(runner.model.config().vocab_size);
  std::vector<float> logits(rows.size() / hidden * vocab);
  runner.model.mlm_logits(rows, logits, runner.workspace, threads);
  return logits;
}

std::size_t best_of(std::span<const float> logits) {
  return static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin());
}

double probability(std::span<const float> logits, std::size_t token) {
  const double highest = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  return std::exp(logits[token] - highest) / sum;
}

/// Sums over one window after the other; agreement() divides them.
class Comparison {
 public:
  Comparison(Runner& exact, Runner& other, const Tokenizer& tokenizer, ThreadPool& threads)
      : exact_(exact), other_(other), tokenizer_(tokenizer), threads_(threads) {}

  void add(std::span<const TextInput> pairs) {
    const ModelParts& parts = exact_.model.parts();
    if (parts.has(Component::mlm_head)) add_masks(pairs);
    if (parts.has(Component::pooler) && parts.has(Component::sop_head)) add_orders(pairs);
  }

  Agreement agreement() const {
    Agreement mean = sums_;
    const auto masks = static_cast<double>(std::max<std::size_t>(1, sums_.masks));
    const auto pairs = static_cast<double>(std::max<std::size_t>(1, sums_.pairs));
    mean.same_best /= masks;
    mean.score_difference /= masks;
    mean.same_order /= pairs;
    mean.order_difference /= pairs;
    return mean;
  }

 private:
  void add_masks(std::span<const TextInput> pairs) {
    std::vector<EncodedText> texts =
        encode_texts(pairs, tokenizer_, exact_.model.config(), LongText::truncate, threads_);
    std::vector<std::vector<std::size_t>> hidden_at(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::vector<std::int32_t>& ids = texts[i].encoding.input_ids;
      for (std::size_t at = kEveryNth / 2; at < ids.size(); at += kEveryNth) {
        if (tokenizer_.is_special(ids[at])) continue;
        ids[at] = tokenizer_.special().mask;
        hidden_at[i].push_back(at);
      }
    }
    for_each_batch(texts, kBatchTokens,
                   [&](const TokenBatch& batch, std::span<const std::size_t> indices) {
                     std::vector<std::size_t> places;
                     for (std::size_t b = 0; b < indices.size(); ++b) {
                       for (const std::size_t at : hidden_at[indices[b]]) {
                         places.push_back(batch.starts[b] + at);
                       }
                     }
                     compare_batch(batch, places);
                   });
  }

  void compare_batch(const TokenBatch& batch, std::span<const std::size_t> places) {
    const auto size = static_cast<std::size_t>(exact_.model.config().hidden_size);
    const auto vocab = static_cast<std::size_t>(exact_.model.config().vocab_size);
    const auto rows_of = [&](Runner& runner) {
      return runner.model.forward_rows(batch, places, runner.workspace, threads_);
    };
    const std::span<const float> exact_rows = rows_of(exact_);
    const std::span<const float> other_rows = rows_of(other_);
    for (std::size_t first = 0; first < places.size(); first += kMasksAtOnce) {
      const std::size_t count = std::min(kMasksAtOnce, places.size() - first);
      const auto cut = [&](std::span<const float> rows) {
        return rows.subspan(first * size, count * size);
      };
      const std::vector<float> exact = logits_of(exact_, cut(exact_rows), threads_);
      const std::vector<float> other = logits_of(other_, cut(other_rows), threads_);
      for (std::size_t i = 0; i < count; ++i) {
        const auto expected = std::span(exact).subspan(i * vocab, vocab);
        const auto found = std::span(other).subspan(i * vocab, vocab);
        const std::size_t best = best_of(expected);
        ++sums_.masks;
        sums_.same_best += best_of(found) == best ? 1 : 0;
        sums_.score_difference += std::fabs(probability(expected, best) - probability(found, best));
      }
    }
  }

  void add_orders(std::span<const TextInput> pairs) {
    const auto scores = [&](Runner& runner) {
      const SopScorer scorer(runner.model, tokenizer_, {kBatchTokens, LongText::truncate});
      return scorer.score(pairs, runner.workspace, threads_);
    };
    const std::vector<SopScore> expected = scores(exact_);
    const std::vector<SopScore> found = scores(other_);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!expected[i].good() || !found[i].good()) continue;
      const double difference = std::fabs(static_cast<double>(expected[i].p_in_order) -
                                          static_cast<double>(found[i].p_in_order));
      ++sums_.pairs;
      sums_.same_order += (expected[i].p_in_order >= 0.5F) == (found[i].p_in_order >= 0.5F) ? 1 : 0;
      sums_.order_difference += difference;
      sums_.order_difference_max = std::max(sums_.order_difference_max, difference);
    }
  }

  Runner& exact_;
  Runner& other_;
  const Tokenizer& tokenizer_;
  ThreadPool& threads_;
  Agreement sums_;
};

std::vector<Record> read_pairs(const std::string& file, const TextOptions& options) {
  RecordSources sources;
  sources.text = options;
  sources.files = {file};
  sources.format = InputFormat::text;
  DocumentPairs source(sources);
  std::vector<Record> pairs;
  for (Record record; source.next(record, true) == RecordSource::Step::record;) {
    if (record.good() && !record.mark) pairs.push_back(std::move(record));
  }
  if (pairs.empty()) {
    throw Error(ErrorCode::usage, "the text has no two lines one after the other", file,
                "write one sentence per line and a blank line between documents");
  }
  return pairs;
}

void write_json(std::string_view dtype, std::string_view isa, const Agreement& agreement,
                std::string& out) {
  JsonWriter(out)
      .begin_object()
      .member("dtype", dtype)
      .member("isa", isa)
      .member("masks", agreement.masks)
      .member("top1_agreement", agreement.same_best)
      .member("mean_score_difference", agreement.score_difference)
      .member("pairs", agreement.pairs)
      .member("sop_agreement", agreement.same_order)
      .member("mean_sop_difference", agreement.order_difference)
      .member("max_sop_difference", agreement.order_difference_max)
      .end_object();
  out += '\n';
}

std::vector<TextTable::Cell> table_row(std::string_view dtype, const Agreement& agreement) {
  return {std::string(dtype),
          static_cast<std::int64_t>(agreement.masks),
          fmt::format("{:.2f} %", 100 * agreement.same_best),
          fmt::format("{:.3g}", agreement.score_difference),
          static_cast<std::int64_t>(agreement.pairs),
          fmt::format("{:.2f} %", 100 * agreement.same_order),
          fmt::format("{:.3g}", agreement.order_difference),
          fmt::format("{:.3g}", agreement.order_difference_max)};
}

}  // namespace

void report_accuracy(const AccuracyJob& job) {
  using Align = TextTable::Align;
  TextTable table({{"dtype"},
                   {"masks", Align::right},
                   {"same best", Align::right},
                   {"mean score diff", Align::right},
                   {"pairs", Align::right},
                   {"same order", Align::right},
                   {"mean order diff", Align::right},
                   {"max", Align::right}});
  const std::vector<Record> records = read_pairs(job.text, job.text_options);
  std::vector<TextInput> pairs;
  for (const Record& record : records) pairs.push_back({record.text, record.pair});

  ThreadPool threads(usable_threads(job.threads));
  const std::unique_ptr<Tokenizer> tokenizer = load_tokenizer(job.model, job.tokenizer_class);
  const auto load = [&](std::string_view dtype) {
    return Runner{load_model(open_model(job.model), dtype, {.threads = &threads})};
  };
  Runner exact = load("f32");
  require_vocabulary(exact.model.config(), tokenizer->vocab_size());
  Output output;
  for (const std::string& dtype : job.dtype) {
    Runner other = load(dtype);
    Comparison comparison(exact, other, *tokenizer, threads);
    for (std::size_t first = 0; first < pairs.size(); first += kWindow) {
      comparison.add(std::span(pairs).subspan(first, std::min(kWindow, pairs.size() - first)));
    }
    const std::string_view name = to_string(other.model.compute_type());
    if (job.json) {
      write_json(name, other.model.isa(), comparison.agreement(), output.buffer());
    } else {
      table.add_row(table_row(name, comparison.agreement()));
    }
  }
  if (!job.json) table.append_aligned(output.buffer());
  output.finish();
}

}  // namespace albert::apps

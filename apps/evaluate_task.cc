#include "evaluate_task.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "albert/train/evaluation/model_predictions.h"
#include "albert/train/evaluation/prediction_file.h"
#include "common/arguments.h"
#include "common/console.h"
#include "common/format_number.h"
#include "common/json_writer.h"
#include "common/output.h"
#include "common/text_options.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

using train::EntityScheme;
using train::LabelledText;
using train::PrecisionRecall;
using train::Prediction;
using train::Task;
using train::TaskScorer;

/// Confusion matrices of more labels are in JSON only.
constexpr std::size_t kMaxPrintedLabels = 20;

std::vector<Prediction> predict(const TaskEvaluation& options, const LoadedModel& loaded,
                                const Labels& labels, std::size_t batch_tokens, bool quiet,
                                std::span<const LabelledText> examples, ThreadPool& threads) {
  Progress progress(quiet);
  return train::predict(*options.task, examples, options.data,
                        {loaded.model, *loaded.tokenizer, labels},
                        {.batch_tokens = batch_tokens,
                         .truncate = options.window.truncate,
                         .window = options.window.options,
                         .max_answer_length = options.max_answer_length},
                        threads, [&](std::size_t done) { progress.reach(done); });
}

TaskScorer compare(const TaskEvaluation& options, const ModelOptions& model, const RunOptions& run,
                   const std::string& encoding) {
  const Task task = *options.task;
  const TextOptions text = training_text_options(encoding, run.quiet);
  const std::vector<LabelledText> examples =
      train::read_labelled_texts(options.data, task, {.header = options.header, .text = text});
  if (!options.predictions.empty()) {
    const std::vector<Prediction> predictions =
        train::read_predictions(options.predictions, task, examples, options.data, text);
    return train::score(task, examples, predictions, train::labels_of(examples, predictions, task));
  }
  LoadedModel loaded(model, run, train::head_of(task));
  Labels labels = loaded.source.labels();
  if (!options.labels.empty()) labels.names = options.labels;
  const std::vector<Prediction> predictions =
      predict(options, loaded, labels, model.batch_tokens, run.quiet, examples, loaded.threads);
  return train::score(task, examples, predictions, labels.names);
}

JsonWriter& add_members(JsonWriter& json, const PrecisionRecall& counts) {
  return json.member("precision", counts.precision())
      .member("recall", counts.recall())
      .member("f1", counts.f1());
}

void add_counts(JsonWriter& json, const std::string& name, const PrecisionRecall& counts) {
  json.key(name).begin_object();
  add_members(json, counts).member("labelled", counts.labelled).end_object();
}

void add_details(Task task, const TaskScorer& scorer, JsonWriter& json) {
  if (task == Task::classify) {
    json.member("labels", std::span<const std::string>(scorer.labels()));
    json.key("confusion_matrix").begin_array();
    for (std::size_t i = 0; i < scorer.labels().size(); ++i) {
      json.begin_array();
      for (std::size_t j = 0; j < scorer.labels().size(); ++j) {
        json.value(scorer.confusion().count(i, j));
      }
      json.end_array();
    }
    json.end_array();
  } else if (task == Task::multi_label) {
    json.key("labels").begin_object();
    for (std::size_t j = 0; j < scorer.labels().size(); ++j) {
      add_counts(json, scorer.labels()[j], scorer.label_counts()[j]);
    }
    json.end_object();
  } else if (task == Task::tag) {
    json.key("strict").begin_object();
    add_members(json, total_of(scorer.entities(EntityScheme::strict))).end_object();
    json.key("entities").begin_object();
    for (const auto& [type, counts] : scorer.entities(EntityScheme::conll)) {
      add_counts(json, type, counts);
    }
    json.end_object();
  }
}

void write_json(Task task, const TaskScorer& scorer, std::string& out) {
  const train::TaskScores scores = scorer.scores();
  JsonWriter json(out);
  json.begin_object();
  for (const auto& [name, value] : scores.measures) json.member(name, value);
  json.member("loss", scores.loss).member("examples", scores.examples);
  add_details(task, scorer, json);
  json.end_object();
  out += '\n';
}

void append_confusion(const TaskScorer& scorer, std::string& out) {
  const std::vector<std::string>& labels = scorer.labels();
  if (labels.size() > kMaxPrintedLabels) return;
  std::vector<TextTable::Column> columns = {{"label \\ predicted"}};
  for (const std::string& label : labels) columns.push_back({label, TextTable::Align::right});
  TextTable table(std::move(columns));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<TextTable::Cell> row = {labels[i]};
    for (std::size_t j = 0; j < labels.size(); ++j) {
      row.emplace_back(static_cast<std::int64_t>(scorer.confusion().count(i, j)));
    }
    table.add_row(std::move(row));
  }
  out += '\n';
  table.append_aligned(out);
}

void add_row(TextTable& table, const std::string& name, const PrecisionRecall& counts) {
  table.add_row({name, fmt::format("{:.4f}", counts.precision()),
                 fmt::format("{:.4f}", counts.recall()), fmt::format("{:.4f}", counts.f1()),
                 static_cast<std::int64_t>(counts.labelled)});
}

/// The measures of each label, or of each type of entity.
void append_counts(Task task, const TaskScorer& scorer, std::string& out) {
  constexpr auto kRight = TextTable::Align::right;
  TextTable table({{task == Task::tag ? "entity" : "label"},
                   {"precision", kRight},
                   {"recall", kRight},
                   {"F1", kRight},
                   {"labelled", kRight}});
  for (std::size_t j = 0; j < scorer.label_counts().size(); ++j) {
    add_row(table, scorer.labels()[j], scorer.label_counts()[j]);
  }
  if (task == Task::tag) {
    for (const auto& [type, counts] : scorer.entities(EntityScheme::conll)) {
      add_row(table, type, counts);
    }
    add_row(table, "all, strict", total_of(scorer.entities(EntityScheme::strict)));
  }
  out += '\n';
  table.append_aligned(out);
}

void write_text(Task task, const TaskScorer& scorer, std::string& out) {
  const train::TaskScores scores = scorer.scores();
  const auto line = [&](std::string name, const std::string& value) {
    std::ranges::replace(name, '_', ' ');
    out += fmt::format("{:<12}{}\n", name, value);
  };
  line("examples", with_separators(static_cast<std::int64_t>(scores.examples)));
  for (const auto& [name, value] : scores.measures) {
    line(std::string(name), fmt::format("{:.4f}", value));
  }
  if (!std::isnan(scores.loss)) line("loss", fmt::format("{:.4f}", scores.loss));
  if (task == Task::classify) append_confusion(scorer, out);
  if (task == Task::multi_label || task == Task::tag) append_counts(task, scorer, out);
}

}  // namespace

void TaskEvaluation::add_to(CLI::App& command) {
  constexpr const char* kGroup = "Fine-tuned models";
  CLI::Option* kind =
      add_choice(command, "--task", task, "Evaluate a fine-tuned model on labelled texts")
          ->group(kGroup);
  const auto add = [&](CLI::Option* option) { return option->needs(kind)->group(kGroup); };
  kind->needs(add(command
                      .add_option("--data", data,
                                  "Labelled texts: TSV of text, [pair,] label; JSON lines; CoNLL "
                                  "columns for tag; SQuAD's JSON for answer")
                      ->type_name("FILE")));
  add(command
          .add_option("--predictions", predictions,
                      "Evaluate these answers to the texts, which classify, tag, answer or choose "
                      "wrote as JSON, instead of running a model")
          ->type_name("FILE"))
      ->excludes("--model");
  add(command.add_flag("--header", header, "The first line of TSV is a header"));
  add(add_list(command, "--labels", labels, "LABEL,...", CLI::Validator(),
               "What the data calls the model's outputs, in their order (default: as the model)"));
  add(add_number(command, "--max-answer-length", max_answer_length, 1, 1 << 20,
                 "Tokens of an answer, at most")
          ->capture_default_str());
  window.add_to(command);
  for (const char* name : {"--window", "--stride", "--truncate"}) {
    command.get_option(name)->needs(kind);
  }
}

void evaluate_task(const TaskEvaluation& options, const ModelOptions& model, const RunOptions& run,
                   const std::string& encoding, bool json) {
  const TaskScorer scorer = compare(options, model, run, encoding);
  Output output;
  if (json) {
    write_json(*options.task, scorer, output.buffer());
  } else {
    write_text(*options.task, scorer, output.buffer());
  }
  output.finish();
}

}  // namespace albert::apps

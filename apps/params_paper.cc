#include "params_paper.h"

#include <fmt/core.h>

#include "albert/config/model_costs.h"
#include "albert/config/paper_tables.h"
#include "albert/config/sharing_strategy.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

using Align = TextTable::Align;

constexpr const char* kNotes =
    "The paper's numbers follow when models that share anything are counted with their pooler and\n"
    "the others (BERT, not shared) without it, none with its MLM and SOP heads, and when E = H "
    "has\n"
    "no embedding projection. Only albert-xlarge (60 M) and albert-xxlarge (235 M) cannot be\n"
    "reproduced by counting: they have 58.7 M and 222.6 M, and no choice of pooler and heads "
    "gives\n"
    "the printed numbers.\n";

ParameterCounts all_counts(const PaperRow& row) {
  ModelParts all = kPretrainingParts;
  all.set(Component::embedding_projection, row.parts.has(Component::embedding_projection));
  return ParameterCounts(TensorCatalogue(row.config, all));
}

std::string published(const PaperRow& row) {
  return fmt::format("{} M", row.published / 1'000'000);
}

std::string verdict(const PaperRow& row) {
  std::string text = row.agrees()
                         ? std::string(row.parts.has(Component::pooler) ? "with pooler" : "encoder")
                         : fmt::format("neither: {:+.1f} %",
                                       100.0 * static_cast<double>(row.counted() - row.published) /
                                           static_cast<double>(row.published));
  if (!row.note.empty()) text.append("; ").append(row.note);
  return text;
}

TextTable readable(const PaperTable& paper) {
  TextTable table({{"model"},
                   {"L", Align::right},
                   {"H", Align::right},
                   {"E", Align::right},
                   {"sharing"},
                   {"paper", Align::right},
                   {"encoder", Align::right},
                   {"with pooler", Align::right},
                   {"the paper's number is"}});
  for (const PaperRow& row : paper.rows) {
    const ParameterCounts counts = all_counts(row);
    table.add_row({std::string(row.model), row.config.num_hidden_layers, row.config.hidden_size,
                   row.config.embedding_size, std::string(sharing_name(row.config)), published(row),
                   counts.encoder(), counts.encoder_with_pooler(), verdict(row)});
  }
  return table;
}

TextTable full_table() {
  TextTable table({{"table"},
                   {"model"},
                   {"L"},
                   {"H"},
                   {"E"},
                   {"sharing"},
                   {"published"},
                   {"counted"},
                   {"agrees"},
                   {"encoder"},
                   {"encoder_with_pooler"},
                   {"total"},
                   {"note"}});
  for (const PaperTable& paper : paper_tables()) {
    for (const PaperRow& row : paper.rows) {
      const ParameterCounts counts = all_counts(row);
      table.add_row(
          {std::int64_t{paper.number}, std::string(row.model), row.config.num_hidden_layers,
           row.config.hidden_size, row.config.embedding_size, std::string(sharing_name(row.config)),
           row.published, row.counted(), std::string(row.agrees() ? "yes" : "no"), counts.encoder(),
           counts.encoder_with_pooler(), counts.total(), std::string(row.note)});
    }
  }
  return table;
}

void append_json(const PaperTable& paper, const PaperRow& row, std::string& out) {
  const ParameterCounts counts = all_counts(row);
  JsonWriter json(out);
  json.begin_object().member("table", paper.number).member("model", row.model);
  append_config(json, row.config);
  json.member("published", row.published);
  json.member("counted", row.counted());
  json.member("agrees", row.agrees());
  json.member("encoder", counts.encoder());
  json.member("encoder_with_pooler", counts.encoder_with_pooler());
  json.member("total", counts.total());
  json.member("note", row.note);
  json.end_object();
  out += '\n';
}

}  // namespace

void append_paper_tables(ParamsFormat format, std::string& out) {
  if (format == ParamsFormat::tsv) return full_table().append_tsv(out);
  for (const PaperTable& paper : paper_tables()) {
    switch (format) {
      case ParamsFormat::json:
        for (const PaperRow& row : paper.rows) append_json(paper, row, out);
        break;
      case ParamsFormat::markdown:
        out += fmt::format("**Table {}: {}**\n\n", paper.number, paper.title);
        readable(paper).append_markdown(out);
        out += '\n';
        break;
      default:
        out += fmt::format("Table {}: {}\n\n", paper.number, paper.title);
        readable(paper).append_aligned(out);
        out += '\n';
    }
  }
  if (format != ParamsFormat::json) out += kNotes;
}

}  // namespace albert::apps

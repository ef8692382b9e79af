// albert convert: converts any ALBERT checkpoint to a model folder.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "albert/base/error.h"
#include "albert/convert/conversion.h"
#include "albert/convert/verification.h"
#include "commands.h"
#include "common/arguments.h"
#include "common/command_description.h"
#include "common/console.h"
#include "common/json_writer.h"
#include "common/output.h"
#include "common/output_target.h"
#include "common/run_options.h"
#include "common/scratch_folder.h"
#include "common/source_options.h"
#include "common/text_table.h"

namespace albert::apps {
namespace {

namespace fs = std::filesystem;

constexpr double kVerifyTolerance = 1e-5;

struct ConvertOptions {
  SourceOptions source;
  std::string target;
  ConversionOptions conversion;
  bool force = false;
  bool dry_run = false;
  bool verify = false;
  bool json = false;
  RunOptions run;
};

// "word_embeddings × word_embeddings_2", or the treatment of a tensor that is not stored.
std::string origin_name(const ModelSource& source, const TensorOrigin& origin) {
  if (origin.entry == TensorArchive::npos) return "-";
  const auto entries = source.stored().entries();
  std::string name = entries[origin.entry].name;
  if (origin.factor != TensorArchive::npos) name += " × " + entries[origin.factor].name;
  return name;
}

std::string dtype_change(const ModelSource& source, const ConversionStep& step) {
  const auto name = [](DType dtype) {
    return dtype == DType::i8 ? std::string("int8") : std::string(to_string(dtype));
  };
  const DType from = source.tensors()->entries()[step.tensor].dtype;
  return from == step.dtype ? name(from) : name(from) + " → " + name(step.dtype);
}

// The operations on a tensor between source and target. Two transpositions cancel.
std::string_view treatment(const ModelSource& source, const ConversionStep& step) {
  const Treatment on_reading = source.origins()[step.tensor].treatment;
  if (!step.transposed) return to_string(on_reading);
  return to_string(on_reading == Treatment::as_is ? Treatment::transposed : Treatment::as_is);
}

void append_table(const Conversion& conversion, std::string& out) {
  const ModelSource& source = conversion.source();
  TextTable table({{"SOURCE"}, {"BECOMES"}, {"SHAPE"}, {"DTYPE"}, {"HOW"}});
  for (const ConversionStep& step : conversion.steps()) {
    table.add_row({origin_name(source, source.origins()[step.tensor]), step.target,
                   to_string(source.tensors()->entries()[step.tensor].shape),
                   dtype_change(source, step), std::string(treatment(source, step))});
  }
  for (std::size_t i = 0; i < source.uses().size(); ++i) {
    const auto& [use, detail] = source.uses()[i];
    if (use == StoredUse::mapped || use == StoredUse::carried || use == StoredUse::scale) continue;
    const TensorEntry& entry = source.stored().entries()[i];
    table.add_row({entry.name, std::string("-"), to_string(entry.shape),
                   std::string(to_string(entry.dtype)),
                   std::string(to_string(use)) + (detail.empty() ? "" : ": " + detail)});
  }
  for (const std::string& name : source.missing()) {
    table.add_row({name, std::string("-"), std::string("-"), std::string("-"),
                   std::string("missing (optional part)")});
  }
  table.append_aligned(out);
}

void append_json(const Conversion& conversion, std::string& out) {
  const ModelSource& source = conversion.source();
  JsonWriter json(out);
  json.begin_object();
  json.member("source", user_text(source.stored().path().string()));
  json.member("layout", to_string(source.layout()));
  json.key("tensors").begin_array();
  for (const ConversionStep& step : conversion.steps()) {
    const TensorOrigin& origin = source.origins()[step.tensor];
    const TensorEntry& tensor = source.tensors()->entries()[step.tensor];
    json.begin_object();
    json.key("source").begin_array();
    for (const std::size_t entry : {origin.entry, origin.factor}) {
      if (entry != TensorArchive::npos) json.value(source.stored().entries()[entry].name);
    }
    json.end_array();
    json.member("target", step.target);
    json.member("shape", std::span<const std::int64_t>(tensor.shape));
    json.member("from", to_string(tensor.dtype));
    json.member("to", step.dtype == DType::i8 ? "int8" : to_string(step.dtype));
    json.member("how", treatment(source, step));
    json.end_object();
  }
  json.end_array();
  json.key("unused").begin_array();
  for (std::size_t i = 0; i < source.uses().size(); ++i) {
    const auto& [use, detail] = source.uses()[i];
    if (use == StoredUse::mapped || use == StoredUse::carried || use == StoredUse::scale) continue;
    json.begin_object();
    json.member("name", source.stored().entries()[i].name);
    json.member("use", to_string(use));
    json.member("detail", detail);
    json.end_object();
  }
  json.end_array();
  json.key("missing").value(source.missing());
  json.end_object();
  out += '\n';
}

// "25 tensors (13 transposed), skipped 52 (optimizer slot), unrecognized 1 (some/name)"
std::string summary(const Conversion& conversion) {
  const ModelSource& source = conversion.source();
  std::map<std::string_view, std::size_t> treated;
  for (const ConversionStep& step : conversion.steps()) ++treated[treatment(source, step)];
  treated.erase(to_string(Treatment::as_is));
  std::string text = fmt::format("{} tensors", conversion.steps().size());
  std::string separator = " (";
  for (const auto& [how, count] : treated) {
    text += fmt::format("{}{} {}", separator, count, how);
    separator = ", ";
  }
  if (!treated.empty()) text += ")";
  std::map<std::pair<StoredUse, std::string>, std::size_t> unused;
  for (std::size_t i = 0; i < source.uses().size(); ++i) {
    const auto& [use, detail] = source.uses()[i];
    if (use == StoredUse::skipped || use == StoredUse::duplicate) ++unused[{use, detail}];
    if (use == StoredUse::unrecognized) ++unused[{use, source.stored().entries()[i].name}];
  }
  for (const auto& [what, count] : unused) {
    text += fmt::format(", {} {} ({})", count, to_string(what.first), what.second);
  }
  return text;
}

// The tokenizer files of the result, including generated ones.
std::string tokenizer_names(const ModelSource& source, bool tokenizer_json) {
  std::string names;
  for (const TokenizerFile& file : source.tokenizer_files()) {
    names += (names.empty() ? "" : ", ") + file.name;
    tokenizer_json &= file.name != "tokenizer.json";
  }
  if (tokenizer_json && !names.empty()) names += ", tokenizer.json";
  return names;
}

void tell_notes(const ConvertOptions& options, const Conversion& conversion) {
  if (options.run.quiet) return;
  for (const auto notes : {conversion.source().notes(), conversion.notes()}) {
    for (const std::string& note : notes) print_note("note: " + note);
  }
  if (conversion.source().tokenizer_files().empty()) {
    print_note(
        "note: a tokenizer (spiece.model, vocab.txt or tokenizer.json) is missing; commands that "
        "read text need one in the folder (give one with --tokenizer)");
  }
}

void verify(const fs::path& folder, const Conversion& conversion, ThreadPool& threads,
            Output& output) {
  const ModelSource copy = ModelSource::open(folder);
  const OutputDifference difference = compare_outputs(conversion.source(), copy, threads);
  output.buffer() += fmt::format(
      "largest difference {:.3g} (hidden {:.3g}, pooled {:.3g}, SOP "
      "{:.3g}, MLM {:.3g})\n",
      difference.largest(), difference.hidden, difference.pooled, difference.sop, difference.mlm);
  output.flush();
  if (conversion.is_exact() && !(difference.largest() <= kVerifyTolerance)) {
    throw Error(ErrorCode::model, "the converted model answers differently; nothing was written",
                conversion.source().stored().path().string());
  }
}

void run(const ConvertOptions& options) {
  if (options.target.empty() && !options.dry_run) {
    throw Error(ErrorCode::usage, "no target folder is given", {}, "or ask for --dry-run");
  }
  if (!options.dry_run) {
    const fs::path source = options.source.path();
    check_folder(options.target, options.force, {&source, 1});
    check_outside(options.target, source);
  }
  const ModelSource source = options.source.open();
  const Conversion conversion(source, options.conversion);
  tell_notes(options, conversion);
  Output output;
  if (options.dry_run) {
    if (options.json) {
      append_json(conversion, output.buffer());
    } else {
      append_table(conversion, output.buffer());
    }
    output.finish();
    return;
  }
  ThreadPool threads(options.run.threads);
  const FolderContent old =
      conversion.write(options.target, options.force, threads, [&](const fs::path& folder) {
        if (options.verify) verify(folder, conversion, threads, output);
      });
  output.finish();
  if (options.run.quiet) return;
  tell_replaced(options.target, old);
  const std::string tokenizer = tokenizer_names(source, options.conversion.tokenizer_json);
  print_note(fmt::format("{}: {}{}", options.target, summary(conversion),
                         tokenizer.empty() ? "" : "; " + tokenizer));
}

}  // namespace

void add_convert(CLI::App& app, int&) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = app.add_subcommand(
      "convert",
      "Convert any ALBERT checkpoint (TensorFlow, PyTorch, safetensors) to a model folder");
  options->source.add_to(*command);
  command->add_option("target", options->target, "Folder to write");
  add_choice(*command, "--to", options->conversion.container, "File format of the weights");
  add_choice(*command, "--dtype", options->conversion.dtype,
             "Number format of the weights (default: not changed)", {"f32", "f16", "bf16", "int8"});
  command
      ->add_option(
          "--tokenizer", options->source.files.tokenizer,
          "Vocabulary file, folder with one, Hub name, or builtin, if there is none in the folder "
          "of the weights")
      ->type_name("PATH");
  command->add_flag("--tokenizer-json", options->conversion.tokenizer_json,
                    "Also write a tokenizer.json, which transformers 5 reads, unless there is one");
  command->add_flag("--force", options->force, "Replace an existing model folder");
  command->add_flag("--verify", options->verify,
                    "Run source and result on one input and print the largest difference");
  command->add_flag("--dry-run", options->dry_run,
                    "Print the plan, tensor by tensor, and write nothing");
  command->add_flag("--json", options->json, "Print the plan of --dry-run as JSON")
      ->needs("--dry-run");
  options->run.add_to(*command);
  set_examples(
      *command,
      {{"A TensorFlow checkpoint to a model folder", "albert convert albert_base converted"},
       {"A smaller copy, compared with its source",
        "albert convert --dtype int8 --verify model model-int8"},
       {"The plan of a conversion, tensor by tensor", "albert convert --to tf --dry-run model"}});
  command->callback([options] { run(*options); });
}

}  // namespace albert::apps

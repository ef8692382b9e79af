#ifndef ALBERT_APPS_COMMANDS_H_
#define ALBERT_APPS_COMMANDS_H_

#include <CLI/App.hpp>

namespace albert::apps {

/// All commands, in the order of `albert --help`: the NAME of the function add_NAME() and its
/// heading. A new command is a row here and a source file (an options struct, its setup, its run)
/// in CMakeLists.txt.
#define ALBERT_COMMANDS(ROW)         \
  ROW(tokenize, "Use a model")       \
  ROW(fill_mask, "Use a model")      \
  ROW(score, "Use a model")          \
  ROW(sop_score, "Use a model")      \
  ROW(sop_order, "Use a model")      \
  ROW(classify, "Use a model")       \
  ROW(tag, "Use a model")            \
  ROW(answer, "Use a model")         \
  ROW(choose, "Use a model")         \
  ROW(embed, "Use a model")          \
  ROW(similarity, "Use a model")     \
  ROW(models, "Look at models")      \
  ROW(inspect, "Look at models")     \
  ROW(params, "Look at models")      \
  ROW(layers, "Look at models")      \
  ROW(bench, "Look at models")       \
  ROW(convert, "Make and train")     \
  ROW(init, "Make and train")        \
  ROW(train_vocab, "Make and train") \
  ROW(make_data, "Make and train")   \
  ROW(pretrain, "Make and train")    \
  ROW(finetune, "Make and train")    \
  ROW(evaluate, "Make and train")    \
  ROW(plot, "Make and train")        \
  ROW(help, "About this program")    \
  ROW(man, "About this program")     \
  ROW(completions, "About this program")

/// Adds one subcommand to the top-level app. Its callback runs the work and stores the process's
/// exit code; it may throw albert::Error.
#define ALBERT_DECLARE_COMMAND(name, heading) void add_##name(CLI::App& app, int& exit_code);
ALBERT_COMMANDS(ALBERT_DECLARE_COMMAND)
#undef ALBERT_DECLARE_COMMAND

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMANDS_H_

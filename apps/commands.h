#ifndef ALBERT_APPS_COMMANDS_H_
#define ALBERT_APPS_COMMANDS_H_

#include <CLI/App.hpp>

namespace albert::apps {

/// Each adds one subcommand (one file: an options struct, its setup, its run) to the top-level app.
/// The subcommand's callback runs the work and stores the process's exit code; it may throw
/// albert::Error. Signature: void add_NAME(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);
void add_completions(CLI::App& app, int& exit_code);
void add_convert(CLI::App& app, int& exit_code);
void add_evaluate(CLI::App& app, int& exit_code);
void add_fill_mask(CLI::App& app, int& exit_code);
void add_init(CLI::App& app, int& exit_code);
void add_inspect(CLI::App& app, int& exit_code);
void add_make_data(CLI::App& app, int& exit_code);
void add_man(CLI::App& app, int& exit_code);
void add_params(CLI::App& app, int& exit_code);
void add_pretrain(CLI::App& app, int& exit_code);
void add_sop_score(CLI::App& app, int& exit_code);
void add_tokenize(CLI::App& app, int& exit_code);
void add_train_vocab(CLI::App& app, int& exit_code);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMANDS_H_

#ifndef ALBERT_TRAIN_RUN_LOADABLE_MODULE_H_
#define ALBERT_TRAIN_RUN_LOADABLE_MODULE_H_

#include <string>

namespace albert::train {

/// One of the shared objects that a program loads only when it needs them.
struct LoadableModule {
  const char* file;        ///< "libalbert_mpi.so"
  const char* symbol;      ///< what it exports
  bool global = false;     ///< whether libraries loaded later see its symbols
  const char* purpose;     ///< "MPI": what cannot be used without it
  const char* build_hint;  ///< how a build gets it
};

/// The address of the module's symbol. The file is opened by its full path, the first that is
/// there of: beside the running program, the library folder of the prefix that the program is
/// installed in, and the library folder that this build installs to; only then by its bare name, as
/// the system's loader searches. It stays loaded. Throws Error{usage}.
void* load_symbol(const LoadableModule& module);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_LOADABLE_MODULE_H_

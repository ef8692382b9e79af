#ifndef ALBERT_TRAIN_RUN_LOADABLE_MODULE_H_
#define ALBERT_TRAIN_RUN_LOADABLE_MODULE_H_

namespace albert::train {

/// A shared object that is loaded when it is needed.
struct LoadableModule {
  const char* file;        ///< "libalbert_mpi.so"
  const char* symbol;      ///< the exported symbol
  bool global = false;     ///< whether its symbols are visible to libraries loaded later
  const char* purpose;     ///< "MPI": the feature that needs it
  const char* build_hint;  ///< how to build it
};

/// The address of the module's symbol. The file is searched in the folder of the running program,
/// in the library folder of its installation prefix, in the library folder of this build's prefix,
/// and then by the system's loader. It stays loaded. Throws Error{usage}.
void* load_symbol(const LoadableModule& module);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_RUN_LOADABLE_MODULE_H_

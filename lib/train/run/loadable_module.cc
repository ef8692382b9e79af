#include "train/run/loadable_module.h"

#include <filesystem>
#include <system_error>

#include <dlfcn.h>

#include "albert/base/error.h"

namespace albert::train {
namespace {

namespace fs = std::filesystem;

/// The path of a module. For a bare name the system's loader ignores the program's RPATH and prefix
/// when a sanitizer intercepts dlopen().
std::string find_module(const char* file) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const fs::path& folder :
       {program, program / ALBERT_MODULES_FROM_BIN, fs::path(ALBERT_MODULES)}) {
    const fs::path path = folder / file;
    if (path.is_absolute() && fs::is_regular_file(path, error)) return path.string();
  }
  return file;
}

}  // namespace

void* load_symbol(const LoadableModule& module) {
  const std::string path = find_module(module.file);
  const int scope = module.global ? RTLD_GLOBAL : RTLD_LOCAL;
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | scope);
  void* symbol = handle == nullptr ? nullptr : ::dlsym(handle, module.symbol);
  if (symbol == nullptr) {
    const char* reason = ::dlerror();
    throw Error(ErrorCode::usage,
                std::string(module.purpose) +
                    " cannot be used: " + (reason != nullptr ? reason : "unknown reason"),
                {}, module.build_hint);
  }
  return symbol;
}

}  // namespace albert::train

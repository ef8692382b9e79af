// What a user of the installed library writes. Loading touches every module, so that linking this
// shows whether the package names all it needs.
#include <cstdio>

#include <albert/base/error.h>
#include <albert/model/albert_model.h>

int main() {
  try {
    albert::AlbertModel::load("no such folder");
  } catch (const albert::Error& error) {
    std::printf("as expected: %s\n", error.what());
    return 0;
  }
  std::puts("a model that does not exist was loaded");
  return 1;
}

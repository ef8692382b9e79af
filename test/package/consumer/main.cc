// What a user of the installed library writes.
#include <cstdio>

#include <albert/base/error.h>
#include <albert/base/mapped_file.h>

int main() {
  try {
    const albert::MappedFile file("no such file");
  } catch (const albert::Error& error) {
    return error.code() == albert::ErrorCode::io ? 0 : 1;
  }
  std::puts("a file that does not exist was opened");
  return 1;
}

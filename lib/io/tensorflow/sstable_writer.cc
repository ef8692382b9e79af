#include <algorithm>
#include <cstdint>
#include <vector>

#include "io/byte_builder.h"
#include "io/crc32.h"
#include "io/tensorflow/sstable.h"
#include "io/tensorflow/sstable_format.h"

namespace albert::io {
namespace {

constexpr std::size_t kBlockSize = 4096;  // about; a block ends after the entry that fills it
constexpr std::size_t kEntriesBetweenRestarts = 16;

class Block {
 public:
  void add(std::string_view key, std::string_view value) {
    std::size_t shared = 0;
    if (count_ % kEntriesBetweenRestarts == 0) {
      restarts_.push_back(static_cast<std::uint32_t>(out_.size()));
    } else {
      const auto ends = std::mismatch(key.begin(), key.end(), last_.begin(), last_.end());
      shared = static_cast<std::size_t>(ends.first - key.begin());
    }
    out_.varint(shared).varint(key.size() - shared).varint(value.size());
    out_.text(key.substr(shared)).text(value);
    last_ = key;
    ++count_;
  }

  bool is_empty() const noexcept { return count_ == 0; }
  bool is_full() const noexcept { return out_.size() >= kBlockSize; }
  const std::string& last_key() const noexcept { return last_; }

  // Appends the block with its trailer to a table and returns its handle.
  std::string finish(ByteBuilder& table) {
    if (restarts_.empty()) restarts_.push_back(0);
    for (const std::uint32_t restart : restarts_) out_.number(restart);
    out_.number(static_cast<std::uint32_t>(restarts_.size()));
    ByteBuilder handle;
    handle.varint(table.size()).varint(out_.size());
    out_.number(sstable::kUncompressed);
    out_.number(mask_crc32c(crc32c(out_.bytes())));
    table.text(out_.string());
    *this = {};
    return handle.string();
  }

 private:
  ByteBuilder out_;
  std::vector<std::uint32_t> restarts_;
  std::string last_;
  std::size_t count_ = 0;
};

}  // namespace

std::string make_sstable(const std::map<std::string, std::string>& entries) {
  ByteBuilder table;
  Block data;
  Block index;
  const auto finish_data = [&] {
    const std::string last_key = data.last_key();
    index.add(last_key, data.finish(table));
  };
  for (const auto& [key, value] : entries) {
    data.add(key, value);
    if (data.is_full()) finish_data();
  }
  if (!data.is_empty()) finish_data();

  ByteBuilder footer;
  footer.text(Block().finish(table));  // meta data: none
  footer.text(index.finish(table));
  footer.zeros(sstable::kHandlesSize - footer.size()).number(sstable::kMagic);
  return table.text(footer.string()).string();
}

}  // namespace albert::io

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "albert/io/tensor_writer.h"
#include "albert/io/torch.h"
#include "io/chunk_crcs.h"
#include "io/crc32.h"
#include "io/tensor_file_writer.h"
#include "io/torch/state.h"
#include "io/zip/layout.h"

namespace albert {
namespace {

// Pickle (protocol 2) of an OrderedDict of tensors, each with its own storage, whose key is the
// tensor's index. pickle_opcodes.h has the instructions.
class StatePickle {
 public:
  explicit StatePickle(std::span<const TensorEntry> entries) {
    out_.text("\x80\x02");
    empty_ordered_dict();
    out_.text("(");
    for (std::size_t i = 0; i < entries.size(); ++i) {
      text(entries[i].name);
      tensor(entries[i], i);
    }
    out_.text("u.");
  }

  std::span<const std::byte> bytes() const noexcept { return out_.bytes(); }

 private:
  void tensor(const TensorEntry& entry, std::size_t number) {
    Shape strides(entry.shape.size());
    std::int64_t count = 1;
    for (std::size_t i = strides.size(); i-- > 0;) {
      strides[i] = count;
      count *= entry.shape[i];
    }
    global("torch._utils _rebuild_tensor_v2");
    out_.text("((");
    text("storage");
    global(io::torch_storage_type(entry.dtype));
    text(std::to_string(number));
    text("cpu");
    integer(count);
    out_.text("tQ");
    integer(0);  // offset in the storage
    tuple(entry.shape);
    tuple(strides);
    out_.text("\x89");     // requires_grad = False
    empty_ordered_dict();  // no hooks
    out_.text("tR");
  }

  // "module name"
  void global(std::string_view name) {
    const std::size_t space = name.find(' ');
    out_.text("c").text(name.substr(0, space)).text("\n").text(name.substr(space + 1)).text("\n");
  }

  void empty_ordered_dict() {
    global("collections OrderedDict");
    out_.text(")R");
  }

  void text(std::string_view text) {
    out_.text("X").number(static_cast<std::uint32_t>(text.size())).text(text);
  }

  void integer(std::int64_t value) {
    if (value <= std::numeric_limits<std::int32_t>::max()) {
      out_.text("J").number(static_cast<std::int32_t>(value));
    } else {
      out_.text("\x8a\x08").number(value);
    }
  }

  void tuple(const Shape& values) {
    out_.text("(");
    for (const std::int64_t value : values) integer(value);
    out_.text("t");
  }

  io::ByteBuilder out_;
};

class TorchWriter final : public TensorWriter {
 public:
  TorchWriter(const std::filesystem::path& file, std::vector<TensorEntry> entries)
      : tensors_(file, std::move(entries)), tensor_crcs_(io::kCrc32, tensors_.entries().size()) {
    const StatePickle pickle(tensors_.entries());
    add("data.pkl", pickle.bytes());
    add("byteorder", std::as_bytes(std::span("little", 6)));
    add("version", std::as_bytes(std::span("3\n", 2)));
    for (std::size_t i = 0; i < tensors_.entries().size(); ++i) {
      const auto number =
          layout_.add(kFolder + "data/" + std::to_string(i), tensors_.byte_count(i));
      tensors_.set_offset(i, layout_.data_offset(number));
    }
  }

  void write_at(std::size_t index, std::uint64_t offset,
                std::span<const std::byte> bytes) override {
    tensors_.write(index, offset, bytes);
    tensor_crcs_.add(index, offset, bytes);
  }

  void finish() override {
    for (std::size_t i = 0; i < tensors_.entries().size(); ++i) {
      crcs_.push_back(tensor_crcs_.whole(i));
    }
    for (std::size_t i = 0; i < layout_.file_count(); ++i) {
      tensors_.write_at(layout_.header_offset(i), layout_.header(i, crcs_[i]).bytes());
    }
    tensors_.write_at(layout_.directory_offset(), layout_.directory(crcs_).bytes());
    tensors_.commit();
  }

 private:
  inline static const std::string kFolder = "archive/";

  void add(const char* name, std::span<const std::byte> bytes) {
    const std::size_t number = layout_.add(kFolder + name, bytes.size());
    tensors_.write_at(layout_.data_offset(number), bytes);
    crcs_.push_back(io::crc32(bytes));
  }

  io::TensorFileWriter tensors_;
  io::ZipLayout layout_;
  io::ChunkCrcs tensor_crcs_;
  std::vector<std::uint32_t> crcs_;  // of every file in the archive
};

}  // namespace

std::unique_ptr<TensorWriter> create_torch(const std::filesystem::path& file,
                                           std::vector<TensorEntry> entries) {
  return std::make_unique<TorchWriter>(file, std::move(entries));
}

}  // namespace albert

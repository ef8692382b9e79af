#ifndef ALBERT_TEST_UNIT_KERNELS_ATTEND_H_
#define ALBERT_TEST_UNIT_KERNELS_ATTEND_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "albert/base/tensor.h"
#include "kernels/ops.h"

namespace albert::test {

/// The context [T, H] of rows of floats [T, 3H], which are converted to what the kernels read.
inline std::vector<float> attend(std::string_view isa, ComputeType type,
                                 const std::vector<float>& qkv, std::span<const std::size_t> starts,
                                 std::span<const std::uint8_t> mask, std::size_t heads,
                                 std::size_t size, ThreadPool& threads) {
  using namespace albert::kernels;
  const AttentionKernels& kernels = kernel_table(isa).attention[static_cast<std::size_t>(type)];
  const std::size_t tokens = starts.back();
  const std::size_t hidden = heads * size;
  ScratchRows qkv_memory;
  ScratchRows context_memory;
  OpScratch scratch;
  const Rows rows = qkv_memory.shape(tokens, 3 * hidden, kernels.qkv);
  const Rows context = context_memory.shape(tokens, hidden, kernels.context);
  const auto for_each = [](const Rows& m, auto use) {
    for (std::size_t i = 0; i < m.rows * m.cols; ++i) {
      std::byte* at = m.row(i / m.cols);
      if (m.format == RowFormat::f32) {
        use(i, reinterpret_cast<float*>(at)[i % m.cols]);
      } else {
        auto& number = reinterpret_cast<std::uint16_t*>(at)[i % m.cols];
        float value = bf16_to_f32(number);
        use(i, value);
        number = f32_to_bf16(value);
      }
    }
  };
  for_each(rows, [&](std::size_t i, float& value) { value = qkv[i]; });
  attention(kernels, rows, starts, mask, heads, context, scratch, threads);
  std::vector<float> result(tokens * hidden);
  for_each(context, [&](std::size_t i, float value) { result[i] = value; });
  return result;
}

}  // namespace albert::test

#endif  // ALBERT_TEST_UNIT_KERNELS_ATTEND_H_

#include "albert/train/data/file_examples.h"

#include <utility>

#include "albert/base/error.h"
#include "albert/train/data/random.h"

namespace albert::train {
namespace {

enum Use : std::uint64_t { kOrder = 1, kKeys };  // streams of random numbers
constexpr std::uint64_t kRounds = 6;

/// A random permutation of the numbers below 4^half_bits: a Feistel network (Luby and Rackoff,
/// 1988), whose rounds are invertible.
std::uint64_t shuffled(std::uint64_t number, unsigned half_bits, std::uint64_t seed,
                       std::uint64_t epoch) {
  const std::uint64_t mask = (std::uint64_t{1} << half_bits) - 1;
  std::uint64_t high = number >> half_bits;
  std::uint64_t low = number & mask;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    high ^= Random({seed, kOrder, epoch, round, low}).next() & mask;
    std::swap(high, low);
  }
  return high << half_bits | low;
}

}  // namespace

FileExamples::FileExamples(const ExampleFile& file, std::uint64_t seed)
    : file_(file), seed_(seed), half_bits_(1) {
  if (file.size() == 0) {
    throw Error(ErrorCode::usage, "holds no examples", file.path().string());
  }
  while ((std::uint64_t{1} << (2 * half_bits_)) < file.size()) ++half_bits_;
}

void FileExamples::append(const Position& position, ExampleBatch& batch) {
  // Cycle walking: apply the permutation until the number is in range, which is again a
  // permutation.
  std::uint64_t index = position.index;
  do {
    index = shuffled(index, half_bits_, seed_, position.epoch);
  } while (index >= file_.size());
  file_.append(static_cast<std::size_t>(index), batch);
  batch.keys.push_back(Random({seed_, kKeys, position.epoch, position.index}).next());
}

}  // namespace albert::train

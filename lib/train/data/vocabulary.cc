#include "albert/train/data/vocabulary.h"

#include <string_view>

#include "train/data/digest.h"

namespace albert::train {

Vocabulary::Vocabulary(const Tokenizer& tokenizer) : special(tokenizer.special()) {
  const bool continues_with_hashes = tokenizer.kind() == "wordpiece";
  Digest sum;
  for (std::size_t i = 0; i < tokenizer.vocab_size(); ++i) {
    const auto id = static_cast<std::int32_t>(i);
    const std::string_view piece = tokenizer.piece(id);
    sum.add(piece);
    sum.add("\n");
    const bool starts =
        continues_with_hashes ? !piece.starts_with("##") : piece.starts_with("\u2581");
    starts_word.push_back(starts || tokenizer.is_added(id) ? 1 : 0);
    if (!tokenizer.is_token(id)) continue;
    if (!tokenizer.is_special(id) && id != special.unk) ordinary.push_back(id);
  }
  digest = sum.value();
}

}  // namespace albert::train

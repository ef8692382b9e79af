#include "albert/tasks/similarity.h"

#include <string_view>

#include "albert/tasks/pooling.h"

namespace albert {

std::vector<Similarity> compare_pairs(const Embedder& embedder, std::span<const TextInput> pairs,
                                      Workspace& workspace, ThreadPool& threads) {
  std::vector<std::string_view> texts;  // both of each pair
  texts.reserve(2 * pairs.size());
  for (const TextInput& pair : pairs) {
    texts.push_back(pair.text);
    texts.push_back(pair.pair.value_or(std::string_view()));
  }
  const std::vector<Embedding> vectors = embedder.embed(texts, workspace, threads);
  std::vector<Similarity> similarities(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Embedding& first = vectors[2 * i];
    const Embedding& second = vectors[2 * i + 1];
    Similarity& similarity = similarities[i];
    similarity.error = first.good() ? second.error : first.error;
    if (!pairs[i].pair) similarity.error = "has no second segment";
    if (!similarity.good()) continue;
    similarity.cosine = static_cast<float>(cosine(first.values, second.values));
    similarity.truncated = first.truncated + second.truncated;
  }
  return similarities;
}

std::vector<Similarity> compare_with(const Embedder& embedder, std::span<const float> vector,
                                     std::span<const TextInput> texts, Workspace& workspace,
                                     ThreadPool& threads) {
  std::vector<std::string_view> views;
  views.reserve(texts.size());
  for (const TextInput& text : texts) views.push_back(text.text);
  const std::vector<Embedding> vectors = embedder.embed(views, workspace, threads);
  std::vector<Similarity> similarities(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    similarities[i].error = vectors[i].error;
    if (!vectors[i].good()) continue;
    similarities[i].cosine = static_cast<float>(cosine(vector, vectors[i].values));
    similarities[i].truncated = vectors[i].truncated;
  }
  return similarities;
}

}  // namespace albert

#ifndef ALBERT_APPS_COMMON_HUB_CACHE_H_
#define ALBERT_APPS_COMMON_HUB_CACHE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace albert::apps {

/// A snapshot of a model in a Hub cache.
struct HubRevision {
  std::string commit;
  std::vector<std::string> refs;  ///< branches and tags that point to it, `main` first
  std::filesystem::path folder;
};

/// A model in a Hub cache: "models--ORG--NAME".
struct HubModel {
  std::string name;                    ///< "ORG/NAME"
  std::vector<HubRevision> revisions;  ///< in the order of their first ref, or commit

  /// What the name alone means: `main`, else the only revision there is; null otherwise.
  const HubRevision* usual() const;
  /// A branch, a tag, a commit or the beginning of only one commit; null when there is none.
  const HubRevision* find(std::string_view revision) const;
};

/// The Hub caches of this user: the first of $HF_HUB_CACHE, $HUGGINGFACE_HUB_CACHE, $HF_HOME/hub,
/// $XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub that is set, and $TRANSFORMERS_CACHE.
std::vector<std::filesystem::path> hub_caches();

/// All models of these caches that have a snapshot, by name. What cannot be read is passed over.
std::vector<HubModel> list_hub_models();

/// A model "NAME", "ORG/NAME", or either with "@REVISION".
struct HubName {
  std::string model;
  std::string revision;  ///< empty: the usual one
};
/// Nothing when `name` cannot be one.
std::optional<HubName> parse_hub_name(std::string_view name);

/// Whether a name is meant as the Hub's rather than as a path: "ORG/NAME", where there is no folder
/// ORG here and NAME does not end like a file, or a name that ALBERT's own models had before they
/// moved to the organisation `albert`.
bool looks_like_hub_name(const HubName& name);

/// The folder of a snapshot. Throws Error{model} when it is in no cache; with the revisions that
/// are there, or with the command that fetches the model.
std::filesystem::path find_in_hub_cache(const HubName& name);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_HUB_CACHE_H_

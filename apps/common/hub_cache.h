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

  /// The default revision: `main`, otherwise the only revision; null if there are several.
  const HubRevision* usual() const;
  /// A branch, a tag, a commit or the unique beginning of a commit; null when not found.
  const HubRevision* find(std::string_view revision) const;
};

/// The Hub caches of this user: the first of $HF_HUB_CACHE, $HUGGINGFACE_HUB_CACHE, $HF_HOME/hub,
/// $XDG_CACHE_HOME/huggingface/hub, ~/.cache/huggingface/hub that is set, and $TRANSFORMERS_CACHE.
std::vector<std::filesystem::path> hub_caches();

/// All models of these caches that have a snapshot, by name. Unreadable folders are skipped.
std::vector<HubModel> list_hub_models();

/// A model "NAME", "ORG/NAME", or either with "@REVISION".
struct HubName {
  std::string model;
  std::string revision;  ///< empty: the default
};
/// nullopt when `name` is not a valid Hub name.
std::optional<HubName> parse_hub_name(std::string_view name);

/// Whether a name is a Hub name rather than a path: "ORG/NAME", unless there is a folder ORG or
/// NAME ends like a file, or an old name of ALBERT's models, without the organization `albert`.
bool looks_like_hub_name(const HubName& name);

/// The folder of a snapshot. Throws Error{model} when it is not in a cache, with the available
/// revisions or the command that downloads the model as a hint.
std::filesystem::path find_in_hub_cache(const HubName& name);

}  // namespace albert::apps

#endif  // ALBERT_APPS_COMMON_HUB_CACHE_H_

#ifndef ALBERT_TRAIN_DATA_SENTENCES_H_
#define ALBERT_TRAIN_DATA_SENTENCES_H_

#include <string_view>
#include <vector>

namespace albert::train {

/// Splits a paragraph into sentences, by rules and without a dictionary, and appends them, white
/// space at their ends left out; nothing else is. A sentence ends
/// - behind . ! ? … and closing quotes or brackets, where white space follows and what comes next
///   does not begin with a lower-case letter,
/// - behind 。 ！ ？ wherever they are, closing quotes included,
/// but not behind the full stop of an initial (J.), of letters with stops between (U.S.), of a
/// title or another abbreviation that something has to follow (Dr., vs.), or of No., Fig. and the
/// like before a digit. The views are into `paragraph`, which may hold any bytes.
void split_sentences(std::string_view paragraph, std::vector<std::string_view>& sentences);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_SENTENCES_H_

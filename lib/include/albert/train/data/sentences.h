#ifndef ALBERT_TRAIN_DATA_SENTENCES_H_
#define ALBERT_TRAIN_DATA_SENTENCES_H_

#include <string_view>
#include <vector>

namespace albert::train {

/// Splits a paragraph into sentences by rules, without a dictionary, and appends them without white
/// space at their ends. A sentence ends
/// - after . ! ? … and closing quotes or brackets, if white space follows and the next text does
/// not
///   begin with a lower-case letter,
/// - after 。 ！ ？ and closing quotes,
/// but not after the full stop of an initial (J.), of letters with stops (U.S.), of a title or
/// another abbreviation that never ends a sentence (Dr., vs.), or of No., Fig. and the like before
/// a digit. The views are into `paragraph`, which may contain any bytes.
void split_sentences(std::string_view paragraph, std::vector<std::string_view>& sentences);

}  // namespace albert::train

#endif  // ALBERT_TRAIN_DATA_SENTENCES_H_

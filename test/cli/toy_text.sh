# Sourced after cli.sh by the tests of training: $text, a toy text, and $vocabulary, its vocab.txt.
# Document d is an ascending sequence of its own words, so words and order can be learned.
text=$work/text.txt
vocabulary=$work/vocab.txt
awk -v text="$text" -v vocabulary="$vocabulary" 'BEGIN {
  printf "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" >vocabulary
  for (d = 0; d < 6; ++d) {
    for (s = 0; s < 6; ++s) {
      for (w = 0; w < 5; ++w) {
        word = "d" d "w" (s * 5 + w)
        print word >vocabulary
        printf "%s%s", word, w == 4 ? "\n" : " " >text
      }
    }
    print "" >text
  }
}'
shape="--E 8 --H 16 --L 2 --A 2 --P 24"

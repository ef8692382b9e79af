# Sourced after cli.sh by the tests of fine-tuning: $work is the folder to work in, and has a random model
# `small`.
cd "$work"
"$albert" init -q --E 16 --H 32 --L 1 --A 2 --P 64 --seed 1 --initializer-range 0.1 --tokenizer builtin small

# labelled_colours N: N texts and their labels, which are words of the texts.
labelled_colours() {
  awk -v count="$1" 'BEGIN { srand(2); split("red green blue", colour, " ")
    for (i = 0; i < count; ++i) {
      c = int(rand() * 3) + 1
      line = "the"
      for (n = int(rand() * 5); n > 0; --n) line = line " old"
      print line " " colour[c] " ship\t" colour[c]
    } }'
}

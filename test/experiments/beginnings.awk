# awk -v words=N -f beginnings.awk TEXT: the beginning of each document, of whole sentences and about
# N words. What comes first is nowhere easier to tell.
BEGIN { RS = ""; FS = "\n" }
{
  beginning = $1
  length_so_far = split($1, _, " ")
  for (i = 2; i <= NF && length_so_far < words; ++i) {
    beginning = beginning "\n" $i
    length_so_far += split($i, _, " ")
  }
  if (i > 2) print beginning "\n"
}

# Sourced after cli.sh by the tests of several processes, which mpirun may start here as root and on fewer
# processors than processes.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe

# same_losses COUNT ONE OTHER: two files with COUNT lines of losses, which agree within 1e-4.
same_losses() {
  [ "$(wc -l <"$2")" -eq "$1" ] || fail "not $1 lines of losses: $(cat "$2")"
  paste "$2" "$3" | awk '
    function apart(x, y) { return (x > y ? x - y : y - x) / y > 1e-4 }
    { for (i = 1; i <= NF / 2; ++i) if (apart($i, $(i + NF / 2))) { print "line " NR ": " $0; bad = 1 } }
    END { exit bad }' || fail "the losses of one process and of two differ"
}

# bash completion for albert, made by "albert completions bash"
_albert() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' options='' values='' word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in
      bench | convert | evaluate | fill-mask | init | inspect | make-data | params | pretrain | sop-score | tokenize | train-vocab | completions | man) command=$word && break ;;
    esac
  done
  case $command in
    '') values='bench convert evaluate fill-mask init inspect make-data params pretrain sop-score tokenize train-vocab completions man --help -h --version' ;;
    bench)
      case $previous in
      esac
      options='--help -h --model --preset --batch --seq --threads --dtype --text --seconds --accuracy --json'
      ;;
    convert)
      case $previous in
        --to) values='safetensors torch tf' ;;
        --dtype) values='f32 f16 bf16 int8' ;;
      esac
      options='--help -h --config --to --dtype --tokenizer --force --verify --dry-run --json --threads --quiet -q'
      ;;
    evaluate)
      case $previous in
        --dtype) values='f32 bf16 int8 auto' ;;
        --pairs) values='sop nsp none' ;;
      esac
      options='--help -h --json --examples --seed --model -m --dtype --batch-tokens --seq --short-share --pairs --label-share --both-orders --predict --max-predictions --ngram --single-pieces --mask-share --random-share --google-quirks --threads --quiet -q'
      ;;
    fill-mask)
      case $previous in
        --input-format) values='auto text tsv jsonl' ;;
        --on-error) values='stop emit' ;;
        --dtype) values='f32 bf16 int8 auto' ;;
      esac
      options='--help -h --top-k -k --targets --file -f --input-format --shard --on-error --json --tsv --model -m --dtype --batch-tokens --truncate --threads --quiet -q'
      ;;
    init)
      case $previous in
        --sharing) values='all attention ffn none' ;;
        --dtype) values='f32 f16 bf16' ;;
      esac
      options='--help -h --preset --E --H --L --A --I --V --P --G --inner --sharing --model --hidden-act --initializer-range --seed --dtype --tokenizer --force --quiet'
      ;;
    inspect)
      case $previous in
      esac
      options='--help -h --config --stats --json'
      ;;
    make-data)
      case $previous in
        --pairs) values='sop nsp none' ;;
      esac
      options='--help -h --tokenizer --force --dump --json --examples --text --split --window --seq --short-share --pairs --label-share --both-orders --predict --max-predictions --ngram --single-pieces --mask-share --random-share --google-quirks --epochs --seed --threads --quiet -q'
      ;;
    params)
      case $previous in
        --sharing) values='all attention ffn none' ;;
        --table) values='paper' ;;
      esac
      options='--help -h --preset --E --H --L --A --I --V --P --G --inner --sharing --model --seq --table --tsv --json --markdown'
      ;;
    pretrain)
      case $previous in
        --sharing) values='all attention ffn none' ;;
        --hidden-act) values='gelu_new gelu relu' ;;
        --pairs) values='sop nsp none' ;;
        --optimizer) values='lamb adamw' ;;
        --dtype) values='f32 bf16' ;;
      esac
      options='--help -h --text --data --held-out --tokenizer --from --preset --E --H --L --A --I --V --P --G --inner --sharing --hidden-act --initializer-range --dropout --attention-dropout --seq --short-share --pairs --label-share --both-orders --predict --max-predictions --ngram --single-pieces --mask-share --random-share --google-quirks --steps --batch --optimizer --lr --warmup --final-lr --decay-power --beta1 --beta2 --epsilon --weight-decay --freeze --pair-weight --clip --resume --seed --dtype --max-minutes --checkpoint-minutes --evaluate-every --evaluate-examples --log-seconds --tokens-at-once --threads --quiet -q'
      ;;
    sop-score)
      case $previous in
        --input-format) values='auto text tsv jsonl' ;;
        --on-error) values='stop emit' ;;
        --dtype) values='f32 bf16 int8 auto' ;;
      esac
      options='--help -h --document --file -f --input-format --shard --on-error --json --tsv --model -m --dtype --batch-tokens --truncate --threads --quiet -q'
      ;;
    tokenize)
      case $previous in
        --input-format) values='auto text tsv jsonl' ;;
        --on-error) values='stop emit' ;;
      esac
      options='--help -h --ids --no-special --max-length --decode --no-clean-up --file -f --input-format --shard --on-error --json --model -m --threads --quiet -q'
      ;;
    train-vocab)
      case $previous in
      esac
      options='--help -h --text --V --coverage --sentences --seed --log --force --threads --quiet -q'
      ;;
    completions)
      [[ $current == -* ]] || values='bash zsh fish'
      case $previous in
      esac
      options='--help -h'
      ;;
    man)
      case $previous in
      esac
      options='--help -h'
      ;;
  esac
  [[ $values || $current != -* ]] || values=$options
  mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
}
complete -o default -F _albert albert

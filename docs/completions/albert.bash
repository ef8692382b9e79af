# bash completion for albert, made by "albert completions bash"
_albert() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' options='' values='' word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in
      tokenize | fill-mask | score | sop-score | sop-order | classify | tag | answer | choose | embed | similarity | models | inspect | params | layers | bench | convert | init | train-vocab | make-data | pretrain | finetune | evaluate | plot | help | man | completions) command=$word && break ;;
    esac
  done
  case $command in
    '') values='tokenize fill-mask score sop-score sop-order classify tag answer choose embed similarity models inspect params layers bench convert init train-vocab make-data pretrain finetune evaluate plot help man completions --help -h --version -V' ;;
    tokenize)
      case $previous in
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
      esac
      options='--ids --no-special --max-length --decode --no-clean-up --file -f --input-format --encoding --text-key --pair-key --shard --on-error --json --model -m --tokenizer-class --threads --quiet -q --help -h --version -V'
      ;;
    fill-mask)
      case $previous in
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--top-k -k --targets --target --raw-targets --joint --beam --file -f --input-format --encoding --text-key --pair-key --list-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --window --truncate --threads --quiet -q --help -h --version -V'
      ;;
    score)
      case $previous in
        --method) values='original within-word-l2r' ;;
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --offsets) values='bytes chars' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--method --file -f --input-format --encoding --text-key --shard --on-error --json --tsv --offsets --model -m --tokenizer-class --dtype --batch-tokens --window --truncate --threads --quiet -q --help -h --version -V'
      ;;
    sop-score)
      case $previous in
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--document --file -f --input-format --encoding --text-key --pair-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --truncate --threads --quiet -q --help -h --version -V'
      ;;
    sop-order)
      case $previous in
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--matrix --beam --file -f --input-format --encoding --list-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --truncate --threads --quiet -q --help -h --version -V'
      ;;
    classify)
      case $previous in
        --function) values='none sigmoid softmax' ;;
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--top-k -k --threshold --function --logits --file -f --input-format --encoding --text-key --pair-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --window --stride --truncate --threads --quiet -q --help -h --version -V'
      ;;
    tag)
      case $previous in
        --aggregation) values='none simple first average max' ;;
        --offsets) values='bytes chars' ;;
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--aggregation --ignore-labels --offsets --file -f --input-format --encoding --text-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --window --stride --truncate --threads --quiet -q --help -h --version -V'
      ;;
    answer)
      case $previous in
        --align) values='words tokens whitespace' ;;
        --offsets) values='bytes chars' ;;
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--top-k -k --max-answer-length --handle-impossible --align --max-seq --doc-stride --offsets --file -f --input-format --encoding --text-key --pair-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --threads --quiet -q --help -h --version -V'
      ;;
    choose)
      case $previous in
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--file -f --input-format --encoding --text-key --list-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --truncate --threads --quiet -q --help -h --version -V'
      ;;
    embed)
      case $previous in
        --pooling) values='mean cls max mean_sqrt_len weighted_mean last_token pooler' ;;
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--pooling --layer --max-length --tokens --normalize --npy --file -f --input-format --encoding --text-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --truncate --threads --quiet -q --help -h --version -V'
      ;;
    similarity)
      case $previous in
        --pooling) values='mean cls max mean_sqrt_len weighted_mean last_token pooler' ;;
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--query --top-k -k --pooling --layer --max-length --file -f --input-format --encoding --text-key --pair-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --truncate --threads --quiet -q --help -h --version -V'
      ;;
    models)
      case $previous in
      esac
      options='--all --tsv --json --quiet -q --help -h --version -V'
      ;;
    inspect)
      case $previous in
      esac
      options='--config --model -m --stats --json --quiet -q --help -h --version -V'
      ;;
    params)
      case $previous in
        --sharing) values='all attention ffn none' ;;
        --table) values='paper' ;;
      esac
      options='--preset --E --H --L --A --I --V --P --G --inner --sharing --model -m --seq --table --tsv --json --markdown --quiet -q --help -h --version -V'
      ;;
    layers)
      case $previous in
        --input-format) values='auto text tsv jsonl json' ;;
        --on-error) values='stop emit' ;;
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
      esac
      options='--plot --file -f --input-format --encoding --text-key --pair-key --shard --on-error --json --tsv --model -m --tokenizer-class --dtype --batch-tokens --window --truncate --threads --quiet -q --help -h --version -V'
      ;;
    bench)
      case $previous in
        --tokenizer-class) values='albert bert' ;;
      esac
      options='--model -m --tokenizer-class --preset --batch --seq --threads --dtype --text --encoding --seconds --accuracy --json --quiet -q --help -h --version -V'
      ;;
    convert)
      case $previous in
        --to) values='safetensors torch tf' ;;
        --dtype) values='f32 f16 bf16 int8' ;;
      esac
      options='--config --to --dtype --tokenizer --tokenizer-json --force --verify --dry-run --json --threads --quiet -q --help -h --version -V'
      ;;
    init)
      case $previous in
        --sharing) values='all attention ffn none' ;;
        --hidden-act) values='gelu gelu_new relu' ;;
        --problem-type) values='regression single_label_classification multi_label_classification' ;;
        --dtype) values='f32 f16 bf16' ;;
        --tokenizer-class) values='albert bert' ;;
      esac
      options='--preset --E --H --L --A --I --V --P --G --inner --sharing --model -m --hidden-act --head --problem-type --initializer-range --seed --dtype --tokenizer --tokenizer-class --force --quiet -q --help -h --version -V'
      ;;
    train-vocab)
      case $previous in
      esac
      options='--text --encoding --V --coverage --cased --keep-accents --sentences --seed --log --force --threads --quiet -q --help -h --version -V'
      ;;
    make-data)
      case $previous in
        --tokenizer-class) values='albert bert' ;;
        --pairs) values='sop nsp none' ;;
      esac
      options='--tokenizer --tokenizer-class --force --dump --json --examples --text --encoding --split --window --max-length --short-share --pairs --label-share --both-orders --predict --max-predictions --ngram --single-pieces --mask-share --random-share --google-quirks --epochs --seed --threads --quiet -q --help -h --version -V'
      ;;
    pretrain)
      case $previous in
        --tokenizer-class) values='albert bert' ;;
        --sharing) values='all attention ffn none' ;;
        --hidden-act) values='gelu gelu_new relu' ;;
        --pairs) values='sop nsp none' ;;
        --optimizer) values='lamb adamw' ;;
        --dtype) values='f32 bf16' ;;
      esac
      options='--text --data --held-out --encoding --tokenizer --tokenizer-class --model -m --preset --E --H --L --A --I --V --P --G --inner --sharing --hidden-act --initializer-range --dropout --attention-dropout --max-length --short-share --pairs --label-share --both-orders --predict --max-predictions --ngram --single-pieces --mask-share --random-share --google-quirks --steps --epochs --batch --optimizer --lr --warmup --final-lr --decay-power --beta1 --beta2 --epsilon --weight-decay --freeze --pair-weight --clip --resume --seed --dtype --max-minutes --checkpoint-minutes --evaluate-every --evaluate-examples --log-seconds --batch-tokens --threads --quiet -q --help -h --version -V'
      ;;
    finetune)
      case $previous in
        --task) values='classify multi-label regress tag answer choose' ;;
        --tokenizer-class) values='albert bert' ;;
        --optimizer) values='lamb adamw' ;;
        --dtype) values='f32 bf16' ;;
      esac
      options='--task --train --dev --header --labels --encoding --max-length --doc-stride --model -m --tokenizer-class --epochs --batch --lr --layer-decay --average-decay --warmup --clip --weight-decay --optimizer --dropout --classifier-dropout --freeze --patience --seed --dtype --batch-tokens --force --resume --checkpoint-minutes --threads --quiet -q --help -h --version -V'
      ;;
    evaluate)
      case $previous in
        --tokenizer-class) values='albert bert' ;;
        --dtype) values='f32 bf16 int8 bf16x3 auto' ;;
        --pairs) values='sop nsp none' ;;
        --task) values='classify multi-label regress tag answer choose' ;;
      esac
      options='--text --encoding --json --examples --seed --model -m --tokenizer-class --dtype --batch-tokens --max-length --short-share --pairs --label-share --both-orders --predict --max-predictions --ngram --single-pieces --mask-share --random-share --google-quirks --task --data --predictions --header --labels --max-answer-length --window --stride --truncate --threads --quiet -q --help -h --version -V'
      ;;
    plot)
      case $previous in
      esac
      options='--output -o --help -h --version -V'
      ;;
    help)
      case $previous in
      esac
      options='--help -h --version -V'
      ;;
    man)
      case $previous in
      esac
      options='--help -h --version -V'
      ;;
    completions)
      [[ $current == -* ]] || values='bash zsh fish'
      case $previous in
      esac
      options='--help -h --version -V'
      ;;
  esac
  [[ $values || $current != -* ]] || values=$options
  mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
}
complete -o default -F _albert albert

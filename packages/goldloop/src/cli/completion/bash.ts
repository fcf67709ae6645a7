import { chainOf, chainPattern, everyNode, quoted, spellings } from "./quote.ts";
import type { CompletionFlag, CompletionNode, Values } from "./tree.ts";

/** The completion script for bash 3.2 and newer. */
export function bashScript(root: CompletionNode): string {
  const nodes = [...everyNode(root)];
  return `# Completes goldloop in bash. Made by \`goldloop completion bash\`.
_goldloop_words() {
  local IFS=$'\\n'
  COMPREPLY+=($(compgen -W "$1" -- "$cur"))
}
_goldloop_list() {
  local IFS=$'\\n'
  COMPREPLY+=($(compgen -W "$("\${COMP_WORDS[0]}" completion "$1" 2>/dev/null)" -- "$cur"))
}
_goldloop_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen "$1" -- "$cur"))
}
_goldloop() {
  local cur prev chain='' i
  COMPREPLY=()
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD-1]}
  # --flag=value comes as three words.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$chain \${COMP_WORDS[i]}" in
      ${chainPattern(root)}) chain="$chain \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$chain $prev" in
${nodes.flatMap((node) => node.flags.flatMap((flag) => valueCase(node, flag))).join("\n")}
  esac
  if [[ $cur == -* ]]; then
    case "$chain" in
${nodes.map((node) => `      ${quoted(chainOf(node.path))}) ${flagsOf(node)} ;;`).join("\n")}
    esac
    return
  fi
  case "$chain" in
${nodes.map((node) => `    ${quoted(chainOf(node.path))}) ${operandsOf(node)} ;;`).join("\n")}
  esac
}
complete -F _goldloop goldloop
`;
}

function valueCase(node: CompletionNode, flag: CompletionFlag): string[] {
  if (flag.values === undefined || flag.optional) return [];
  const patterns = spellings(flag).map((spelling) => quoted(`${chainOf(node.path)} ${spelling}`));
  return [`    ${patterns.join("|")}) ${offer(flag.values)}; return ;;`];
}

function flagsOf(node: CompletionNode): string {
  return words(node.flags.flatMap(spellings));
}

function operandsOf(node: CompletionNode): string {
  const parts = node.children.length === 0 ? [] : [words(node.children.map(({ path }) => path.at(-1) ?? ""))];
  return [...parts, offer(node.operands)].join("; ");
}

function offer(values: Values): string {
  switch (values.kind) {
    case "words":
      return words(values.words);
    case "list":
      return `_goldloop_list ${values.list}${values.paths ? "; _goldloop_paths -f" : ""}`;
    case "files":
      return "_goldloop_paths -f";
    case "directories":
      return "_goldloop_paths -d";
    default:
      return ":";
  }
}

function words(list: readonly string[]): string {
  return list.length === 0 ? ":" : `_goldloop_words $'${list.join("\\n")}'`;
}

import { chainOf, chainPattern, everyNode, quoted, spellings } from "./quote.ts";
import type { CompletionFlag, CompletionNode, Values } from "./tree.ts";

/** The completion script for zsh: to be sourced, or kept as `_goldloop` in a folder of `fpath`. */
export function zshScript(root: CompletionNode): string {
  const nodes = [...everyNode(root)];
  return `#compdef goldloop
# Completes goldloop in zsh. Made by \`goldloop completion zsh\`.
_goldloop_list() {
  local -a names
  names=(\${(f)"$($words[1] completion $1 2>/dev/null)"})
  compadd -a names
}
_goldloop() {
  local chain='' before
  local -a items
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    case "$chain $words[i]" in
      ${chainPattern(root)}) chain="$chain $words[i]" ;;
    esac
  done
  before=$words[CURRENT-1]
  if [[ $PREFIX == --*=* ]]; then
    before=\${PREFIX%%=*}
    compset -P '*='
  fi
  case "$chain $before" in
${nodes.flatMap((node) => node.flags.flatMap((flag) => valueCase(node, flag))).join("\n")}
  esac
  if [[ $PREFIX == -* ]]; then
    case "$chain" in
${nodes.map((node) => `      ${quoted(chainOf(node.path))}) items=(${flagItems(node)}) ;;`).join("\n")}
    esac
    _describe -o flag items
    return
  fi
  case "$chain" in
${nodes.map((node) => `    ${quoted(chainOf(node.path))}) ${operandsOf(node)} ;;`).join("\n")}
  esac
}
if [[ $funcstack[1] == _goldloop ]]; then _goldloop "$@"; else compdef _goldloop goldloop; fi
`;
}

function valueCase(node: CompletionNode, flag: CompletionFlag): string[] {
  if (flag.values === undefined || flag.optional) return [];
  const patterns = spellings(flag).map((spelling) => quoted(`${chainOf(node.path)} ${spelling}`));
  return [`    ${patterns.join("|")}) ${offer(flag.values)}; return ;;`];
}

function flagItems(node: CompletionNode): string {
  return node.flags.flatMap((flag) => spellings(flag).map((one) => item(one, flag.description))).join(" ");
}

function operandsOf(node: CompletionNode): string {
  const items = node.children.map(({ path, summary }) => item(path.at(-1) ?? "", summary)).join(" ");
  return `${items === "" ? "" : `items=(${items}); _describe command items; `}${offer(node.operands)}`;
}

/** `_describe` takes `word:description`; a colon in the word would end it. */
function item(word: string, description: string): string {
  return quoted(`${word.replaceAll(":", "\\:")}:${description}`);
}

function offer(values: Values): string {
  switch (values.kind) {
    case "words":
      return values.words.length === 0 ? ":" : `compadd -- ${values.words.map(quoted).join(" ")}`;
    case "list":
      return `_goldloop_list ${values.list}${values.paths ? "; _files" : ""}`;
    case "files":
      return "_files";
    case "directories":
      return "_files -/";
    default:
      return ":";
  }
}

import { chainOf, everyNode, fishQuoted } from "./quote.ts";
import type { CompletionFlag, CompletionNode, Values } from "./tree.ts";

/** The completion script for fish 3 and newer. */
export function fishScript(root: CompletionNode): string {
  const nodes = [...everyNode(root)];
  const chains = nodes.filter(({ path }) => path.length > 0).map(({ path }) => fishQuoted(chainOf(path)));
  return `# Completes goldloop in fish. Made by \`goldloop completion fish\`.
function __goldloop_chain
    set -l chain ''
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        switch "$chain $word"
            case ${chains.join(" ")}
                set chain "$chain $word"
        end
    end
    echo "$chain"
end
function __goldloop_at
    set -l chain (__goldloop_chain)
    test "$chain" = "$argv[1]"
end
function __goldloop_list
    set -l typed (commandline -opc)
    $typed[1] completion $argv[1] 2>/dev/null
end
complete -c goldloop -f
${nodes.flatMap(linesOf).join("\n")}
`;
}

function linesOf(node: CompletionNode): string[] {
  const at = `complete -c goldloop -n ${fishQuoted(`__goldloop_at ${fishQuoted(chainOf(node.path))}`)}`;
  return [
    ...node.children.map(({ path, summary }) => `${at} -a ${path.at(-1)} -d ${fishQuoted(summary)}`),
    ...operandsOf(node.operands).map((words) => `${at} ${words}`),
    ...node.flags.map((flag) => `${at} ${flagOf(flag)}`),
  ];
}

function flagOf(flag: CompletionFlag): string {
  const names = [
    flag.long === "" ? "" : `-l ${flag.long.slice(2)}`,
    flag.short === undefined ? "" : `-s ${flag.short.slice(1)}`,
  ];
  const value = flag.values === undefined || flag.optional ? "" : valueOf(flag.values);
  return [...names, value, `-d ${fishQuoted(flag.description)}`].filter((part) => part !== "").join(" ");
}

function operandsOf(values: Values): string[] {
  switch (values.kind) {
    case "words":
      return values.words.length === 0 ? [] : [`-a ${fishQuoted(values.words.join(" "))}`];
    case "list":
      return [`-a ${fishQuoted(`(__goldloop_list ${values.list})`)}`, ...(values.paths ? ["-F"] : [])];
    case "files":
      return ["-F"];
    case "directories":
      return [`-a ${fishQuoted("(__fish_complete_directories)")}`];
    default:
      return [];
  }
}

function valueOf(values: Values): string {
  switch (values.kind) {
    case "words":
      return `-x -a ${fishQuoted(values.words.join(" "))}`;
    case "list":
      return `${values.paths ? "-r" : "-x"} -a ${fishQuoted(`(__goldloop_list ${values.list})`)}`;
    case "files":
      return "-r -F";
    case "directories":
      return `-x -a ${fishQuoted("(__fish_complete_directories)")}`;
    default:
      return "-x";
  }
}

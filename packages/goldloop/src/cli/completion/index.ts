export { bashScript } from "./bash.ts";
export { fishScript } from "./fish.ts";
export { completionTree } from "./tree.ts";
export type { CompletionNode, Shell, ValueList } from "./tree.ts";
export { zshScript } from "./zsh.ts";

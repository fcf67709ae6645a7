export { digestOfFiles, importGraph } from "./graph.ts";
export { loadUserModule } from "./load.ts";

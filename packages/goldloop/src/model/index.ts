export type {
  EmbedRequest,
  EmbedResponse,
  GenerateRequest,
  GenerateResponse,
  ModelAccess,
  ModelMessage,
  ModelTool,
} from "./access.ts";

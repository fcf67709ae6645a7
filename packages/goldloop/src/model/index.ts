export type {
  EmbedRequest,
  EmbedResponse,
  GenerateRequest,
  GenerateResponse,
  ModelAccess,
  ModelMessage,
  ModelTool,
} from "./access.ts";
export type { CassetteMode, CassetteOptions } from "./cassette.ts";
export { systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { isFloating } from "./floating.ts";
export { createRateLimiter } from "./limit.ts";
export type { Admission, RateLimiter, RateLimits } from "./limit.ts";
export { openModels } from "./open.ts";
export type { OpenModels, OpenModelsOptions } from "./open.ts";
export { createPriceTable, priceTableDigest } from "./prices.ts";
export type { OwnPrice, OwnPrices, PriceTable } from "./prices.ts";
export { retryAfterMs } from "./retry-after.ts";
export { withRetry } from "./retry.ts";
export type { Retry, RetryOptions } from "./retry.ts";
export { jsonOfText } from "./structured.ts";

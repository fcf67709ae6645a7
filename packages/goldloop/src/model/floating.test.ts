import { describe, expect, test } from "vitest";
import { isFloating } from "./floating.ts";

describe("a name with a snapshot is fixed", () => {
  test.each([
    "openai/gpt-4.1-2025-04-14",
    "gpt-4o-2024-08-06",
    "openai/ft:gpt-4o-mini-2024-07-18:acme::abc123",
    "gpt-4-0613",
    "gpt-4-0125-preview",
    "gpt-3.5-turbo-1106",
    "o3-mini-2025-01-31",
    "anthropic/claude-sonnet-4-5-20250929",
    "claude-haiku-4-5@20251001",
    "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0",
    "anthropic/claude-opus-4-6",
    "anthropic/claude-sonnet-5",
    "anthropic.claude-opus-4-6-v1",
    "google/gemini-2.5-pro-002",
    "google/gemini-2.0-flash-001",
    "google/gemini-2.5-flash-preview-05-20",
    "google/gemini-2.5-flash-preview-09-2025",
    "text-bison@002",
    "mistral/mistral-large-2411",
    "cohere/command-r-08-2024",
    "groq/kimi-k2-0905-preview",
    "openai-compatible/llama3@sha256:365c0bd3c000a25d28ddbf732fe1c6add414de7275464c4e4d1c3b5fcb5d8ad1",
    "openai-compatible/meta-llama/Llama-3.1-8B@0e9e39f",
    "openai/text-embedding-3-small",
    "google/text-embedding-004",
    "google/gemini-embedding-001",
    "voyage/voyage-3",
  ])("%s", (model) => expect(isFloating(model)).toBe(false));
});

describe("a name that may mean another model tomorrow floats", () => {
  test.each([
    "openai/gpt-4o",
    "gpt-4.1",
    "gpt-5.1-chat-latest",
    "chatgpt-4o-latest",
    "openai/gpt-4-turbo-preview",
    "anthropic/claude-sonnet-4-5",
    "anthropic/claude-opus-4-1",
    "anthropic/claude-opus-4",
    "anthropic/claude-3-5-sonnet-latest",
    "google/gemini-2.5-pro",
    "google/gemini-flash-latest",
    "mistral/mistral-large-latest",
    "openai-compatible/llama3:8b",
    "openai-compatible/llama3:latest",
    "openai-compatible/model@main",
    "openai-compatible/model-2024-08-06-latest",
    "openai-compatible/phi-4",
    "openai-compatible/model-4096",
    "openai-compatible/model-2024-13-40",
    "openai-compatible/my-deployment",
    "openai/my-embedding",
  ])("%s", (model) => expect(isFloating(model)).toBe(true));
});

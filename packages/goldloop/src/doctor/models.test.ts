import { expect, it } from "vitest";
import { openModels } from "../model/index.ts";
import { providerNeeds } from "./models.ts";

// Without a key nothing goes over the network: what the model access misses must be what doctor names.
it.each([...providerNeeds].map(([provider, needs]) => ({ provider, ...needs })))(
  "names the variable that $provider really asks for",
  async ({ provider, keyVariable, urlVariable }) => {
    const models = openModels({ directory: import.meta.dirname, variables: {}, cacheDir: null });
    const asked = models.generate({ model: `${provider}/some-model`, messages: [{ role: "user", content: "Hi" }] });
    // The generic provider has no address of its own: that is the first thing it asks for.
    const missing = provider === "openai-compatible" ? String(urlVariable) : keyVariable;
    await expect(asked).rejects.toMatchObject({ hint: expect.stringContaining(missing) as string });
  },
);

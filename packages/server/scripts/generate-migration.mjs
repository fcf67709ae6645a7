// Writes the next migration from the tables in src/store/postgres/schema: npm run db:generate -- --name what-changes
import { createRequire, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

// drizzle-kit looks for drizzle-orm from where it lies itself, which in a workspace need not be where the server has its own.
registerHooks({
  resolve(specifier, context, next) {
    if (!/^drizzle-orm(?:\/|$)/.test(specifier) || context.parentURL === import.meta.url)
      return next(specifier, context);
    const url = context.conditions.includes("require")
      ? pathToFileURL(require.resolve(specifier)).href
      : import.meta.resolve(specifier);
    return { url, shortCircuit: true };
  },
});

const kit = join(dirname(require.resolve("drizzle-kit")), "bin.cjs");
process.argv.splice(1, 1, kit, "generate");
await import(pathToFileURL(kit).href);

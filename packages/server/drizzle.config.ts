import { defineConfig } from "drizzle-kit";

// `npm run db:generate -- --name what-changes` writes the next migration from the tables in the schema.
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/store/postgres/schema/*.ts",
  out: "./migrations/postgres",
});

// Opens a data folder and prints the name of each project once it is stored, one a line, until it is killed. Says first that it is open.
import { InputError } from "goldloop/error";
import { type Database, insertProject, openDatabase } from "../src/store/postgres/index.ts";

async function insert(db: Database["db"], prefix: string): Promise<never> {
  for (let n = 0; ; n++) {
    const { name } = await insertProject(db, `${prefix}-${n}`);
    process.stdout.write(`${name}\n`);
  }
}

const [dataDir = "", prefix = "", fsync = ""] = process.argv.slice(2);
try {
  const { db } = await openDatabase({ dataDir }, { fsync: fsync === "fsync" });
  process.stdout.write("open\n");
  if (prefix === "") process.stdin.resume();
  else await insert(db, prefix);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stdout.write(`${error.code}: ${error.message} | ${error.hint}\n`);
}

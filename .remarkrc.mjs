// Front matter against the JSON Schemas of `recap schema`, in the terminal (npx remark docs) and in editors.
import { existsSync, readFileSync } from "node:fs";
import remarkFrontmatter from "remark-frontmatter";
import remarkLintFrontmatterSchema from "remark-lint-frontmatter-schema";

const folder = ".cache/recap/schema";
const globs = existsSync(`${folder}/globs.json`) ? JSON.parse(readFileSync(`${folder}/globs.json`, "utf8")) : {};
const schemas = Object.fromEntries(Object.entries(globs).map(([name, files]) => [`${folder}/${name}`, files]));

export default { plugins: [remarkFrontmatter, [remarkLintFrontmatterSchema, { schemas }]] };

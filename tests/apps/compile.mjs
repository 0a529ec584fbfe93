// Makes JavaScript of Vue's single-file components: `node compile.mjs PACKAGES FROM OUT`
// copies a folder, and each component comes out as the module that it means, under the same name.
// PACKAGES is the `node_modules` that has Vue.
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [packages, from, out] = process.argv.slice(2);
const { compileScript, compileTemplate, parse } = createRequire(import.meta.url)(path.join(packages, 'vue/compiler-sfc'));

const module = (source, filename) => {
  const { descriptor, errors: [error] } = parse(source, { filename });
  if (error) throw error;
  const id = filename;
  if (descriptor.scriptSetup) return compileScript(descriptor, { id, inlineTemplate: true, isProd: true }).content;
  const { code } = compileTemplate({ source: descriptor.template.content, id, filename, isProd: true });
  return `${code}\nexport default { render };`;
};

for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  const name = path.relative(from, file);
  const source = readFileSync(file, 'utf8');
  const made = path.join(out, name);
  mkdirSync(path.dirname(made), { recursive: true });
  writeFileSync(made, name.endsWith('.vue') ? module(source, name) : source);
}

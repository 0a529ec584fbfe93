// The plural forms in the files of the languages are those that a browser asks for.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const folder = new URL('../languages/', import.meta.url);
const languages = readdirSync(folder).map(file => JSON.parse(readFileSync(new URL(file, folder))));

test('there are languages', () => assert(languages.length >= 34, `${languages.length}`));

for (const { language, words } of languages) {
  test(`plurals of ${language}`, () => {
    // Else the categories would be those of whatever language this machine speaks.
    assert.deepEqual(Intl.PluralRules.supportedLocalesOf(language), [language]);
    const rules = new Intl.PluralRules(language);
    // Romance languages have a form of their own for whole millions.
    const numbers = [...Array(1_000).keys(), 1_000_000];
    const asked = new Set(numbers.map(number => rules.select(number))).add('other');
    for (const [key, text] of Object.entries(words))
      if (typeof text == 'object') assert.deepEqual(Object.keys(text).sort(), [...asked].sort(), key);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { href, parse } from './route';

test('an address leads to its tab and what is opened in it', () => {
  assert.deepEqual(parse('#/watch/recording/call-7'), { tab: 'watch', rest: ['recording', 'call-7'] });
});

test('no address, and one that nobody knows, lead to Talk', () => {
  assert.deepEqual(parse(''), { tab: 'talk', rest: [] });
  assert.deepEqual(parse('#/secrets/of/others'), { tab: 'talk', rest: [] });
});

test('a name with a slash, a blank and a per cent sign comes back as it was', () => {
  const name = 'a/b c%20';
  assert.deepEqual(parse(href('watch', name)), { tab: 'watch', rest: [name] });
});

test('an address that is broken is read as it stands', () => {
  assert.deepEqual(parse('#/watch/%zz'), { tab: 'watch', rest: ['%zz'] });
});

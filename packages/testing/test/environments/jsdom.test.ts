// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { tellStory } from './environment-story.ts';

test('environment: is jsdom', () => {
  expect(navigator.userAgent).toContain('jsdom');
});

tellStory();

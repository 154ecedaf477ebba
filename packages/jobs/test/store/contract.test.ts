import { expect, it } from 'vitest';
import { type RegisterTest, storeContract } from '../../src/store/contract/index.ts';
import { fileStore } from '../../src/store/file/index.ts';
import { memoryStore } from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

storeContract(testing('memoryStore'), () => {
  const store = memoryStore();
  return { open: () => store };
});

storeContract(testing('fileStore'), async () => {
  const folder = await temporaryFolder();
  return { open: () => fileStore(folder) };
});

function testing(store: string): RegisterTest {
  return (name, run) => {
    it(`${store}: ${name}`, () => expect(run()).resolves.toBeUndefined());
  };
}

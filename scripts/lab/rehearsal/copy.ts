import { access, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '@optimaldial/checks/shell';

/**
 * Copies a checkout into a new repository: includes uncommitted files and excludes ignored ones. The copy
 * has one commit, no remote and no hooks, so it cannot affect the original.
 */
export async function copyCheckout(root: string, to: string): Promise<void> {
  const listed = await must(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], root);
  for (const file of new Set(listed.split('\0').filter(Boolean))) {
    // Git still lists a deleted file until the deletion is committed.
    if (!(await exists(join(root, file)))) continue;
    await mkdir(dirname(join(to, file)), { recursive: true });
    await copyFile(join(root, file), join(to, file));
  }
  await must(['git', 'init', '--quiet', '--initial-branch=main'], to);
  const settings = {
    'user.name': 'Rehearsal',
    'user.email': 'rehearsal@localhost',
    'commit.gpgsign': 'false',
    'tag.gpgsign': 'false',
    'core.hooksPath': '.git/no-hooks',
  };
  for (const [name, value] of Object.entries(settings)) await must(['git', 'config', name, value], to);
  await commit(to, 'Copy the checkout');
}

/** Commits everything in a copy. */
export async function commit(folder: string, message: string): Promise<void> {
  await must(['git', 'add', '--all'], folder);
  await must(['git', 'commit', '--quiet', '--message', message], folder);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from '@optimaldial/jobs-lab/free-port';
import { MissingProgram } from '@optimaldial/jobs-lab/redis';
import { readPage } from './project/page.ts';
import { balance } from './restate/balance.ts';
import { listens } from './restate/listens.ts';
import { startRestate } from './restate/start-restate.ts';
import { engineSuite } from './scene/engine-suite.ts';
import { until } from './scene/until.ts';

const SERVER = '@restatedev/restate-server-linux-x64';

await engineSuite('Restate', {
  page: readPage('restate'),
  find() {
    if (process.platform === 'linux' && process.arch === 'x64') return;
    throw new MissingProgram(`${SERVER} only runs on Linux x64.`);
  },
  async open({ folder }) {
    const { resolve } = createRequire(join(folder, 'worker.ts'));
    const restate = await startRestate(
      join(dirname(resolve(`${SERVER}/package.json`)), 'bin/restate-server'),
    );
    const ports = [await freePort(), await freePort()];
    const balancer = await balance(ports);
    let isRegistered = false;
    return {
      env: (slot) => ({ PORT: `${ports[slot]}`, RESTATE_INGRESS_URL: restate.ingress }),
      async started(slot) {
        await until('the worker listens', () => listens(ports[slot] ?? 0), 60);
        if (!isRegistered) await restate.register(balancer.url);
        isRegistered = true;
      },
      async close() {
        balancer.close();
        await restate.stop();
      },
    };
  },
});

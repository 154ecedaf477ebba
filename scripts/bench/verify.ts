import { createHmac } from 'node:crypto';
import { verifyWebhook } from '@optimaldial/client/webhooks';
import { loadPeer } from '../peers/load.ts';
import { interleave, type Contestant } from './interleave.ts';
import { compared, type Table } from './table.ts';

const ROUNDS = { rounds: 25, calls: 500 };
const IN_FLIGHT = [1, 64];
const BODY_BYTES = 1024;
const PEER = 'stripe, WebCrypto';

/** What is used of the `stripe` package. */
interface Stripe {
  createSubtleCryptoProvider(): unknown;
  createNodeCryptoProvider(): unknown;
  readonly webhooks: {
    constructEventAsync(...delivery: readonly unknown[]): Promise<unknown>;
    constructEvent(...delivery: readonly unknown[]): unknown;
  };
}

/** What it costs to verify a delivery of 1 kB, beside the package whose scheme is the same. */
export async function benchVerify(): Promise<Table[]> {
  const Stripe = stripeOf(await loadPeer('stripe'));
  const secret = '5ec2e7'.padEnd(64, '0');
  const body = JSON.stringify({ type: 'upload.completed', filler: '' }).replace(
    '""',
    `"${'x'.repeat(BODY_BYTES)}"`,
  );
  const time = Math.floor(Date.now() / 1000);
  const signature = `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
  const headers = { 'x-optimaldial-signature': signature };
  // The run takes longer than a delivery may be old.
  const day = 86_400;
  const { webhooks } = Stripe;
  const subtle = Stripe.createSubtleCryptoProvider();
  const node = Stripe.createNodeCryptoProvider();
  const contestants: Contestant[] = [
    {
      name: PEER,
      call: () => webhooks.constructEventAsync(body, signature, secret, day, subtle),
    },
    {
      name: 'stripe, node:crypto',
      call: () => webhooks.constructEventAsync(body, signature, secret, day, node),
    },
    {
      name: 'stripe, node:crypto, sync',
      call: async () => webhooks.constructEvent(body, signature, secret, day),
    },
    {
      name: '@optimaldial/client/webhooks',
      call: () => verifyWebhook({ body, headers }, secret, { tolerance: day * 1000 }),
    },
  ];
  const tables: Table[] = [];
  for (const inFlight of IN_FLIGHT) {
    const figures = await interleave(contestants, { ...ROUNDS, inFlight });
    const rows = figures.map(({ name, microseconds }) => ({
      name,
      figures: { 'a second': 1e6 / microseconds },
    }));
    tables.push(
      compared(
        `webhook, 1 kB, ${inFlight} in flight (more is better)`,
        rows,
        { [`× ${PEER}`]: PEER },
        'a second',
      ),
    );
  }
  return tables;
}

function stripeOf(loaded: unknown): Stripe {
  const found =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (isStripe(found)) return found;
  throw new Error('The stripe package verifies webhooks in another way now: look how.');
}

function isStripe(value: unknown): value is Stripe {
  return typeof value === 'function' && 'webhooks' in value && 'createSubtleCryptoProvider' in value;
}

import { createHmac } from 'node:crypto';
import { verifyWebhook } from '@optimaldial/client/webhooks';
import { Stripe } from 'stripe';
import { interleave, type Contestant } from '../measure/interleave.ts';
import { compared, type Report } from '../measure/report.ts';

const ROUNDS = { rounds: 25, calls: 500 };
const IN_FLIGHT = [1, 64];
const BODY_BYTES = 1024;
const PEER = 'stripe, WebCrypto';

/** The cost of verifying a 1 kB webhook delivery, relative to stripe, which uses the same scheme. */
export async function benchVerify(): Promise<Report[]> {
  const secret = '5ec2e7'.padEnd(64, '0');
  const body = JSON.stringify({ type: 'upload.completed', filler: 'x'.repeat(BODY_BYTES) });
  const time = Math.floor(Date.now() / 1000);
  const signature = `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
  const headers = { 'x-optimaldial-signature': signature };
  // The run takes longer than the default tolerance.
  const day = 86_400;
  const { webhooks } = Stripe;
  const subtle = Stripe.createSubtleCryptoProvider();
  const node = Stripe.createNodeCryptoProvider();
  const contestants: Contestant[] = [
    { name: PEER, call: () => webhooks.constructEventAsync(body, signature, secret, day, subtle) },
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
  const reports: Report[] = [];
  for (const inFlight of IN_FLIGHT) {
    const figures = await interleave(contestants, { ...ROUNDS, inFlight });
    const rows = figures.map(({ name, microseconds }) => ({
      name,
      figures: { 'verifications per second': 1e6 / microseconds },
    }));
    const title = `webhook, 1 kB, ${inFlight} in flight (higher is better)`;
    reports.push(compared(title, rows, { [`× ${PEER}`]: PEER }, 'verifications per second'));
  }
  return reports;
}

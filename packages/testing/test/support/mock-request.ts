/** A well-formed API key that is not valid anywhere. */
export const apiKey: string = `od_live_${'s3cret-K'.repeat(4)}`;

/** Headers with that key. */
export const headers: Readonly<Record<string, string>> = { authorization: `Bearer ${apiKey}` };

/** URL of an upload. */
export const url = 'https://api.optimaldial.com/api/v1/uploads/6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';

/** URL of another upload. */
export const otherUrl = 'https://api.optimaldial.com/api/v1/uploads/8a3b9c2d-4e5f-4a6b-9c7d-8e9f0a1b2c08';

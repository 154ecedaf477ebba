// Imported when it is first needed: it takes half a second from its packages, half of that bundled.
export { createInstance } from '@stoplight/prism-http';

// A module of its own, to be imported when the first request arrives: it takes half a second to load.
export { createInstance } from '@stoplight/prism-http';

/** What an engine knows about the jobs. */
export interface EngineState {
  readonly finished: number;
  /** Jobs that the engine has given up. */
  readonly failed: number;
  /** How often the engine continued a job whose worker had died. */
  readonly recovered: number;
}

/** An engine, as seen from outside of its workers. */
export interface Engine {
  /** Starts the jobs. */
  start(jobs: number): Promise<void>;
  state(): Promise<EngineState>;
  close(): Promise<void>;
}

/** Name of the command. */
export const COMMAND = 'optimaldial-jobs';

/** Text of `--help`. */
export const USAGE: string = `Usage: ${COMMAND} run FILE --column NAME [options]
       ${COMMAND} status [KEY] | list
       ${COMMAND} resolve KEY adopt ID | resend | abandon

run      sends a CSV file to OptimalDial, waits, and saves the numbers that are likely to
         answer. Shows the highest possible cost first, and prompts you to confirm it. If it is
         interrupted or killed, run the same command in the same folder: it continues, and
         nothing is charged twice
status   shows a job, by default the one that changed last
list     shows all jobs
resolve  stores your decision about a job that needs review: one of the uploads is the list
         (adopt), none is (resend), or give the job up (abandon)

  --column NAME    column of FILE that has the phone numbers
  --max-credits N  refuse a list that can cost more
  --out PATH       where to save the likely numbers (default: FILE.likely.csv, beside FILE)
  --all PATH       where to save all numbers with their results, too
  --overwrite      replace files at these paths that no job wrote
  --yes, -y        skip the confirmation before credits are spent
  --key KEY        name of the job (default: derived from the content of FILE and the column)
  --max-wait N     stop waiting after N seconds, with exit code 4
  --sandbox        use a sandbox with invented results, without an account. Requires the
                   package @optimaldial/testing
  --state DIR      folder that remembers the jobs (default: .optimaldial)
  --base-url URL   another API, such as a local sandbox (default: OPTIMALDIAL_BASE_URL)
  --json           print one JSON document to stdout
  --help, -h       show this help
  --version        show the version

The API key is read from OPTIMALDIAL_API_KEY.

Exit codes:
  0    done
  1    failed: the same command will fail again
  2    wrong usage, input or configuration; nothing was sent
  3    a person has to act: API key, credits, disk, or a job that needs review
  4    not finished: run the same command later
  130  interrupted by Ctrl-C: run the same command to continue`;

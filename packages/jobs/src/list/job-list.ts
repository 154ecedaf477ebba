import type { CreateUpload, CreateUploadFile } from '@optimaldial/client';

/** A CSV file on disk, with the name of the column that holds the phone numbers. */
export interface FileList extends Omit<CreateUploadFile, 'file'> {
  /** Path or `file:` URL. The file is streamed from disk. */
  readonly file: string | URL;
  readonly phone_numbers?: undefined;
  readonly contacts?: undefined;
  readonly filename?: undefined;
}

/** The list of a job: what `uploads.create` accepts, or a CSV file on disk. */
export type JobList = CreateUpload | FileList;

/** The list of a job, or a function that makes it. The function is called only when the list is needed. */
export type ListSource = JobList | (() => JobList | Promise<JobList>);

/** Whether a list is a file on disk. */
export function isOnDisk(list: JobList): list is FileList {
  return typeof list.file === 'string' || list.file instanceof URL;
}

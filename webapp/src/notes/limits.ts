/** How long things may be; the server has the last word. */

export const limits = { title: 60, body: 5000, topics: 10, topic: 40, photos: 18, chosen: 100, comment: 1000, commentPhotos: 3, place: 60, board: 40,
  /** A language may need twice the room of another. */
  versionTitle: 120,
  versionBody: 10_000, mediaBytes: 20 * 1024 * 1024 } as const;

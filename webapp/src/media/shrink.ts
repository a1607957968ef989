/** Pictures larger than anyone will see are made smaller before they travel. */

const mostPx = 2560;
const quality = 0.88;
const shrinkable = new Set(["image/jpeg", "image/webp", "image/png"]);

/** The same picture with its longer side at most 2560 px; what cannot be read here goes as it is. */
export async function shrink(file: Blob): Promise<Blob> {
  if (!shrinkable.has(file.type)) return file; // a GIF would lose its motion
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // the server decides, and says why
  }
  const factor = mostPx / Math.max(picture.width, picture.height);
  if (factor >= 1) {
    picture.close();
    return file;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * factor));
  canvas.height = Math.max(1, Math.round(picture.height * factor));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, file.type, quality));
  // a browser that cannot write the type answers with PNG, which would be larger
  return made && made.type === file.type && made.size < file.size ? made : file;
}

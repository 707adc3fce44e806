// A picture for the door is made small before it leaves the telephone: nothing but the face is needed.

const QUALITY = 0.8;

async function shrink(field) {
  const [file] = field.files;
  const side = Number(field.dataset.shrink);
  if (!file || !file.type.startsWith("image/")) return;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const edge = Math.min(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(side, edge);
  const [left, top] = [(picture.width - edge) / 2, (picture.height - edge) / 2];
  canvas.getContext("2d").drawImage(picture, left, top, edge, edge, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  const chosen = new DataTransfer();
  chosen.items.add(new File([small], "face.jpg", { type: "image/jpeg" }));
  field.files = chosen.files;
}

document.addEventListener("change", (event) => {
  const field = event.target;
  // What cannot be made small here goes as it is, and the server says so if it is too large.
  if (field.matches?.("[data-shrink]")) shrink(field).catch(() => {});
});

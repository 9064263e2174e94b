/** Pictures lose place, time and device, and nothing else. */
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { test } from "node:test";
import { removeMetadata } from "../sealing";
import { orientationOf } from "../sealing/images/exif";

const SECRET = "GPS 46.22 N 6.14 E";
const bytes = (...parts: (string | number[] | Buffer | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));

/** A TIFF block with an orientation and a description, in either byte order. */
function tiff(orientation: number, little = true): Buffer {
  const block = Buffer.alloc(64);
  const u16 = (value: number, at: number) => (little ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at));
  const u32 = (value: number, at: number) => (little ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at));
  block.write(little ? "II" : "MM", 0, "latin1");
  u16(42, 2);
  u32(8, 4);
  u16(2, 8);
  [[0x010e, 2, SECRET.length, 40], [0x0112, 3, 1, 0]].forEach(([tag, type, count, value], entry) => {
    u16(tag!, 10 + entry * 12);
    u16(type!, 12 + entry * 12);
    u32(count!, 14 + entry * 12);
    u32(value!, 18 + entry * 12);
  });
  u16(orientation, 30);
  block.write(SECRET, 40, "latin1");
  return block;
}

const segment = (marker: number, content: Buffer): Buffer => bytes([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255], content);

/** The parts of an 8x8 grey JPEG that draw it. */
const TABLES = bytes(
  segment(0xdb, bytes([0], Buffer.alloc(64, 1))),
  segment(0xc0, bytes([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
  segment(0xc4, bytes([0x00], [1, ...Array(15).fill(0)], [0])),
  segment(0xc4, bytes([0x10], [1, ...Array(15).fill(0)], [0])),
);
const SCAN = bytes(segment(0xda, bytes([1, 1, 0, 0, 63, 0])), [0x3f, 0xff, 0x00, 0xff, 0xd0, 0x12]);
const JFIF = segment(0xe0, bytes("JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0]));
const ICC = segment(0xe2, bytes("ICC_PROFILE\0", [1, 1], "profile"));

const jpeg = (orientation: number) =>
  bytes(
    [0xff, 0xd8],
    segment(0xe0, bytes("JFIF\0", [1, 1, 0, 0, 1, 0, 1, 1, 1], SECRET.slice(0, 3))),
    segment(0xe1, bytes("Exif\0\0", tiff(orientation))),
    segment(0xe1, bytes("http://ns.adobe.com/xap/1.0/\0", SECRET)),
    ICC,
    segment(0xe2, bytes("MPF\0", SECRET)),
    segment(0xed, bytes("Photoshop 3.0\0", SECRET)),
    segment(0xfe, bytes(SECRET)),
    TABLES,
    SCAN,
    [0xff, 0xd9],
    SECRET,
  );

const fileOf = (content: Buffer, type = "image/jpeg") => new File([new Uint8Array(content)], "picture", { type, lastModified: 1 });
const cleanedBytes = async (content: Buffer, type?: string) => {
  const cleaned = await removeMetadata(fileOf(content, type));
  assert.ok(cleaned.removed);
  return Buffer.from(await cleaned.file.arrayBuffer());
};

test("an upright JPEG keeps tables, colours and picture, byte for byte, and nothing else", async () => {
  const expected = bytes([0xff, 0xd8], JFIF, ICC, TABLES, SCAN, [0xff, 0xd9]);
  assert.deepEqual(await cleanedBytes(jpeg(1)), expected);
});

test("a turned JPEG stays turned, by an Exif block that says nothing more", async () => {
  const cleaned = await cleanedBytes(jpeg(6));
  const at = cleaned.indexOf("Exif\0\0");
  assert.equal(cleaned.subarray(at - 4, at - 2).toString("hex"), "ffe1");
  assert.equal(orientationOf(new Uint8Array(cleaned.subarray(at + 6))), 6);
  assert.ok(!cleaned.includes(SECRET));
  assert.equal(cleaned.readUInt16BE(at - 2), 2 + 6 + 26);
});

test("a JPEG without JFIF keeps its orientation in front, and its Adobe colours", async () => {
  const adobe = segment(0xee, bytes("Adobe", [0, 100, 0, 0, 0, 0, 1]));
  const cleaned = await cleanedBytes(bytes([0xff, 0xd8], segment(0xe1, bytes("Exif\0\0", tiff(3, false))), adobe, TABLES, SCAN, [0xff, 0xd9]));
  assert.equal(cleaned.subarray(2, 4).toString("hex"), "ffe1");
  assert.ok(cleaned.includes(adobe));
  assert.ok(!cleaned.includes(SECRET));
});

test("a progressive JPEG keeps all its scans", async () => {
  const cleaned = await cleanedBytes(bytes([0xff, 0xd8], JFIF, TABLES, SCAN, segment(0xfe, bytes(SECRET)), SCAN, [0xff, 0xd9]));
  assert.deepEqual(cleaned, bytes([0xff, 0xd8], JFIF, TABLES, SCAN, SCAN, [0xff, 0xd9]));
});

test("a JPEG that ends too early is called damaged and left as it is", async () => {
  const cut = fileOf(jpeg(1).subarray(0, 60));
  assert.deepEqual(await removeMetadata(cut), { file: cut, removed: false, reason: "damaged" });
});

function chunk(name: string, content: Buffer): Buffer {
  const framed = bytes([0, 0, 0, 0], name, content, [0, 0, 0, 0]);
  framed.writeUInt32BE(content.length, 0);
  framed.writeUInt32BE(checksum(framed.subarray(4, -4)), framed.length - 4);
  return framed;
}

function checksum(content: Buffer): number {
  let sum = ~0;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

const PNG = bytes([0x89], "PNG\r\n\x1a\n");
const IHDR = chunk("IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
const IDAT = chunk("IDAT", deflateSync(Buffer.from([0, 128])));
const IEND = chunk("IEND", Buffer.alloc(0));
const GAMMA = chunk("gAMA", bytes([0, 0, 0xb1, 0x8f]));

test("a PNG keeps what draws it and loses text, time and Exif", async () => {
  const full = bytes(PNG, IHDR, GAMMA, chunk("tEXt", bytes("Comment\0", SECRET)), chunk("iTXt", bytes(SECRET)), chunk("zTXt", bytes(SECRET)), chunk("tIME", bytes([1, 2, 3, 4, 5, 6, 7])), chunk("eXIf", tiff(1)), IDAT, IEND, SECRET);
  assert.deepEqual(await cleanedBytes(full, "image/png"), bytes(PNG, IHDR, GAMMA, IDAT, IEND));
});

test("a turned PNG stays turned, with a sound check sum", async () => {
  const cleaned = await cleanedBytes(bytes(PNG, IHDR, IDAT, chunk("eXIf", tiff(8)), IEND), "image/png");
  const at = cleaned.indexOf("eXIf");
  const size = cleaned.readUInt32BE(at - 4);
  const block = cleaned.subarray(at + 4, at + 4 + size);
  assert.equal(orientationOf(new Uint8Array(block)), 8);
  assert.deepEqual(cleaned.subarray(at - 4, at + 8 + size), chunk("eXIf", block));
  assert.ok(at < cleaned.indexOf("IDAT"));
});

function riff(...chunks: [string, Buffer][]): Buffer {
  const body = chunks.map(([name, content]) => {
    const head = bytes(name, [0, 0, 0, 0]);
    head.writeUInt32LE(content.length, 4);
    return bytes(head, content, content.length % 2 ? [0] : []);
  });
  const whole = bytes("RIFF", [0, 0, 0, 0], "WEBP", ...body);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

const VP8X = (flags: number) => bytes([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

test("a WebP loses Exif and XMP and their flags, and keeps its colours", async () => {
  const full = riff(["VP8X", VP8X(0x2c)], ["ICCP", bytes("profile")], ["VP8 ", bytes("picture")], ["EXIF", tiff(1)], ["XMP ", bytes(SECRET)], ["abcd", bytes(SECRET)]);
  assert.deepEqual(await cleanedBytes(bytes(full, SECRET), "image/webp"), riff(["VP8X", VP8X(0x20)], ["ICCP", bytes("profile")], ["VP8 ", bytes("picture")]));
});

test("a turned WebP stays turned", async () => {
  const cleaned = await cleanedBytes(riff(["VP8X", VP8X(0x08)], ["VP8L", bytes("picture")], ["EXIF", bytes("Exif\0\0", tiff(5))]), "image/webp");
  assert.equal(cleaned[20]! & 0x0c, 0x08);
  const at = cleaned.indexOf("EXIF");
  assert.equal(orientationOf(new Uint8Array(cleaned.subarray(at + 8))), 5);
  assert.equal(cleaned.readUInt32LE(4), cleaned.length - 8);
  assert.ok(!cleaned.includes(SECRET));
});

test("a picture under another name is cleaned by what it is", async () => {
  const cleaned = await removeMetadata(new File([new Uint8Array(jpeg(1))], "notes.txt", { type: "text/plain" }));
  assert.ok(cleaned.removed);
  assert.deepEqual([cleaned.file.name, cleaned.file.type], ["notes.txt", "text/plain"]);
});

test("what cannot be cleaned is not pretended to be", async () => {
  for (const head of ["GIF89a", "II*\0", "%PDF-1.7", "\0\0\0\x18ftypheic", "PK\x03\x04", ""]) {
    const file = fileOf(bytes(head, SECRET));
    assert.deepEqual(await removeMetadata(file), { file, removed: false, reason: "unsupported_kind" });
  }
});

/** From a draft to what each person can read: the whole of a report, without a server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildSubmission,
  type Direction,
  fromBase64,
  makeCaseFile,
  makeGrant,
  mailboxTarget,
  newId,
  open,
  openConversation,
  openGrant,
  openItem,
  openReceipt,
  receiptTarget,
  reportRecord,
  rotate,
  sealItem,
  sha256,
  type StoredItem,
  type Submission,
  teamTargets,
  toBase64,
  toHex,
} from "../sealing";
import { makeTeam, refusedAs } from "./team";

const WORDS = { text: "He came to my door again.", subject: "At the duty station" };

/** What the server would hold and give back of a submission. */
function storedFrom({ body }: Submission, principal: string) {
  const grants = body.grants.filter((grant) => grant.principal === principal);
  return {
    compartment: { id: body.compartment.id, algorithm: body.compartment.algorithm, author: body.author },
    epochs: [{ number: 1, recipient: body.compartment.recipient }],
    grants: grants.map(({ ciphertext }) => ({ epoch: 1, ciphertext })),
    items: [storedItem({ ...body.item, epoch: 1, sequence: 1 }, "reporter", null)],
  };
}

function storedItem(
  item: { id: string; epoch: number; sequence: number; ciphertext: string; signature: string },
  direction: Direction,
  signer: StoredItem["signer"],
): StoredItem {
  const sha = toHex(sha256(fromBase64(item.ciphertext)));
  return { ...item, direction, signer, sha256: sha, received: "", erased: null, opened: false, file: null };
}

test("every handler who is let in, recovery and the receipt read the report; nobody else", async () => {
  const team = await makeTeam(3);
  const stranger = await makeTeam(1);
  const excluded = team.handlers[2]!;
  const submission = await buildSubmission({
    want: "report",
    manifest: team.manifest,
    excluded: [excluded.id],
    body: WORDS,
    language: "en",
  });
  const readers: [string, { age1pq: { identity: string; recipient: string }; age1: { identity: string; recipient: string } }][] = [
    [team.handlers[0]!.id, team.handlers[0]!.keyring],
    [team.handlers[1]!.id, team.handlers[1]!.keyring],
    [team.payload.recovery.id, team.recovery],
    ["receipt", submission.keys],
  ];
  assert.deepEqual(submission.body.grants.map(({ principal }) => principal), readers.map(([principal]) => principal));
  for (const [principal, keys] of readers) {
    const { lines } = await openConversation(storedFrom(submission, principal), keys);
    const [line] = lines;
    assert.ok(line?.opened?.type === "report");
    assert.equal(line.opened.body.text, WORDS.text);
    assert.deepEqual(line.opened.body.manifest, {
      team: team.manifest.team,
      version: 3,
      sha256: team.manifest.sha256,
      root: team.manifest.fingerprint,
    });
  }
  for (const grant of submission.body.grants) {
    for (const keys of [excluded.keyring, stranger.handlers[0]!.keyring]) {
      await assert.rejects(open(fromBase64(grant.ciphertext), keys.age1pq.identity), refusedAs("not_for_us"));
    }
  }
});

test("nothing that was written, nor the receipt, stands in clear in what is sent", async () => {
  const { manifest } = await makeTeam(1);
  const body = { text: "unmistakable-sentence", name: "unmistakable-name", contact: "unmistakable-address" };
  const submission = await buildSubmission({ want: "informal", manifest, body, language: "fr" });
  const sent = Buffer.from(JSON.stringify(submission.body));
  for (const secret of [...Object.values(body), submission.identity, submission.keys.age1pq.identity, submission.keys.locator.bearer]) {
    assert.ok(!sent.includes(secret));
  }
});

test("an exclusion that leaves nobody is refused, and so is a report to no team", async () => {
  const { manifest, handlers } = await makeTeam(2);
  const everyone = handlers.map(({ id }) => id);
  assert.throws(() => teamTargets(manifest, everyone), refusedAs("nobody_left"));
  await assert.rejects(
    buildSubmission({ want: "report", manifest: null, body: WORDS, language: "en" }),
    refusedAs("nobody_left"),
  );
});

test("a private record is granted to its receipt alone, and becomes a report later", async () => {
  const { manifest, handlers } = await makeTeam(1);
  const record = await buildSubmission({ want: "record", manifest: null, body: WORDS, language: "es" });
  assert.deepEqual(record.body.grants.map(({ principal }) => principal), ["receipt"]);
  assert.deepEqual([record.body.team, record.body.compartment.kind], [null, "record"]);
  const again = await openReceipt(record.receipt);
  const { identities } = await openConversation(storedFrom(record, "receipt"), again);
  const compartment = record.body.compartment.id;
  const reported = await reportRecord({ compartment, identity: identities.get(1)!, manifest });
  const grant = reported.grants.find(({ principal }) => principal === handlers[0]!.id)!;
  const place = { compartment, epoch: 1, algorithm: "age1pq" } as const;
  assert.equal(await openGrant(grant.ciphertext, place, handlers[0]!.keyring), record.identity);
});

test("the answer of a handler reaches the reporter, and her reply the handler", async () => {
  const team = await makeTeam(1);
  const submission = await buildSubmission({ want: "report", manifest: team.manifest, body: WORDS, language: "en" });
  const handler = team.handlers[0]!;
  const signer = { principal: handler.id, name: "Handler 1, UNHCR", ed25519: toBase64(handler.keyring.author.public) };
  const place = { compartment: submission.body.compartment.id, epoch: 1, recipient: submission.body.compartment.recipient };
  const answer = await sealItem(
    { type: "message", body: { text: "Thank you. Are you safe now?" } },
    { ...place, sequence: 2, direction: "handlers", author: handler.keyring.author },
  );
  const reply = await sealItem(
    { type: "message", body: { text: "Yes." } },
    { ...place, sequence: 3, direction: "reporter", author: submission.keys.author },
  );
  for (const [principal, keys] of [["receipt", submission.keys], [handler.id, handler.keyring]] as const) {
    const stored = storedFrom(submission, principal);
    stored.items.push(storedItem(answer, "handlers", signer), storedItem(reply, "reporter", null));
    const { lines } = await openConversation(stored, keys);
    assert.deepEqual(lines.map(({ opened }) => (opened!.body as { text: string }).text), [WORDS.text, "Thank you. Are you safe now?", "Yes."]);
  }
});

test("a signer whom the manifest does not name is not believed", async () => {
  const team = await makeTeam(1);
  const intruder = await makeTeam(1);
  const submission = await buildSubmission({ want: "report", manifest: team.manifest, body: WORDS, language: "en" });
  const { author } = intruder.handlers[0]!.keyring;
  const { id, recipient } = submission.body.compartment;
  const forged = await sealItem(
    { type: "message", body: { text: "Withdraw it." } },
    { compartment: id, epoch: 1, sequence: 2, direction: "handlers", recipient, author },
  );
  const stored = storedFrom(submission, "receipt");
  stored.items.push(storedItem(forged, "handlers", { principal: team.handlers[0]!.id, name: "Handler 1", ed25519: toBase64(author.public) }));
  const isKnownSigner = (signer: { ed25519: string }) => team.payload.handlers.some((each) => each.ed25519 === signer.ed25519);
  const { lines } = await openConversation(stored, submission.keys, { isKnownSigner });
  assert.deepEqual(lines.map(({ refused }) => refused), [null, "unknown_signer"]);
});

test("what a handler signed as the reporter's is not shown as hers, whatever the server says of it", async () => {
  const team = await makeTeam(1);
  const submission = await buildSubmission({ want: "report", manifest: team.manifest, body: WORDS, language: "en" });
  const { author } = team.handlers[0]!.keyring;
  const { id, recipient } = submission.body.compartment;
  const place = { compartment: id, epoch: 1, sequence: 2, recipient } as const;
  const asHers = await sealItem({ type: "message", body: { text: "I made it up." } }, { ...place, direction: "reporter", author });
  const asTheirs = await sealItem(
    { type: "message", body: { text: "We do not believe you." } },
    { ...place, sequence: 3, direction: "handlers", author: submission.keys.author },
  );
  const stored = storedFrom(submission, team.handlers[0]!.id);
  const signer = { principal: team.handlers[0]!.id, name: "Handler 1", ed25519: toBase64(author.public) };
  stored.items.push(storedItem(asHers, "reporter", signer), storedItem(asTheirs, "handlers", null));
  const { lines } = await openConversation(stored, team.handlers[0]!.keyring);
  assert.deepEqual(lines.map(({ refused }) => refused), [null, "wrong_place", "wrong_place"]);
});

test("a useless grant of a later epoch does not shut her out of what came before", async () => {
  const team = await makeTeam(1);
  const submission = await buildSubmission({ want: "report", manifest: team.manifest, body: WORDS, language: "en" });
  const stored = storedFrom(submission, "receipt");
  const useless = submission.body.grants.find(({ principal }) => principal === team.handlers[0]!.id)!;
  stored.epochs.push({ number: 2, recipient: stored.epochs[0]!.recipient });
  stored.grants.push({ epoch: 2, ciphertext: useless.ciphertext });
  const { lines, identities } = await openConversation(stored, submission.keys);
  assert.deepEqual([lines[0]!.refused, [...identities.keys()]], [null, [1]]);
  const alone = { ...stored, grants: stored.grants.slice(1) };
  await assert.rejects(openConversation(alone, submission.keys), refusedAs("not_for_us"));
});

test("an item moved to another place, direction, epoch or compartment is refused", async () => {
  const team = await makeTeam(1);
  const { body, identity } = await buildSubmission({ want: "report", manifest: team.manifest, body: WORDS, language: "en" });
  const place = { compartment: body.compartment.id, epoch: 1, sequence: 1, direction: "reporter" as Direction, identity, author: body.author };
  await openItem(body.item, place);
  const moved = [{ sequence: 2 }, { epoch: 2 }, { direction: "handlers" as Direction }, { compartment: newId() }];
  for (const change of moved) await assert.rejects(openItem(body.item, { ...place, ...change }), refusedAs("bad_signature"));
});

test("an item signed for a place it was not written for is refused", async () => {
  const { keys, body, identity } = await buildSubmission({ want: "record", manifest: null, body: WORDS, language: "en" });
  const written = { compartment: body.compartment.id, epoch: 1, sequence: 2, direction: "reporter", recipient: body.compartment.recipient, author: keys.author } as const;
  const { ciphertext } = await sealItem({ type: "message", body: { text: "first" } }, written);
  const { sign, utf8 } = await import("../sealing");
  const hash = toHex(sha256(fromBase64(ciphertext)));
  const signature = toBase64(sign(utf8(`upstander item v1\n${written.compartment}\n1\n3\nreporter\n${hash}\n`), keys.author));
  const place = { compartment: written.compartment, epoch: 1, sequence: 3, direction: "reporter", identity, author: body.author } as const;
  await assert.rejects(openItem({ ciphertext, signature }, place), refusedAs("wrong_place"));
});

test("a changed signature, ciphertext or author is refused", async () => {
  const { body, identity } = await buildSubmission({ want: "record", manifest: null, body: WORDS, language: "en" });
  const other = await openReceipt(1n);
  const place = { compartment: body.compartment.id, epoch: 1, sequence: 1, direction: "reporter", identity, author: body.author } as const;
  const flip = (encoded: string) => {
    const bytes = fromBase64(encoded);
    bytes[bytes.length - 1]! ^= 1;
    return toBase64(bytes);
  };
  await assert.rejects(openItem({ ...body.item, signature: flip(body.item.signature) }, place), refusedAs("bad_signature"));
  await assert.rejects(openItem({ ...body.item, ciphertext: flip(body.item.ciphertext) }, place), refusedAs("bad_signature"));
  await assert.rejects(openItem(body.item, { ...place, author: toBase64(other.author.public) }), refusedAs("bad_signature"));
});

test("a grant for another compartment or epoch is refused", async () => {
  const keys = await openReceipt(2n);
  const { identity } = (await makeCaseFile([receiptTarget(keys)]));
  const granted = { compartment: newId(), epoch: 1, identity };
  const { ciphertext } = await makeGrant(granted, receiptTarget(keys));
  const place = { compartment: granted.compartment, epoch: 1, algorithm: "age1pq" } as const;
  assert.equal(await openGrant(ciphertext, place, keys), identity);
  await assert.rejects(openGrant(ciphertext, { ...place, epoch: 2 }, keys), refusedAs("wrong_place"));
  await assert.rejects(openGrant(ciphertext, { ...place, compartment: newId() }, keys), refusedAs("wrong_place"));
});

test("after a rotation the one who left cannot open what is written, the reporter can", async () => {
  const team = await makeTeam(2);
  const submission = await buildSubmission({ want: "report", manifest: team.manifest, body: WORDS, language: "en" });
  const [stays, left] = team.handlers as [typeof team.handlers[0], typeof team.handlers[0]];
  const compartment = submission.body.compartment.id;
  const targets = [...teamTargets(team.manifest, [left.id]), mailboxTarget(submission.body.mailbox, "age1pq")];
  const { body, identity } = await rotate({ compartment, number: 2, algorithm: "age1pq", targets, author: stays.keyring.author });
  assert.deepEqual(body.grants.map(({ principal }) => principal), [stays.id, team.payload.recovery.id, "receipt"]);
  const place = { compartment, epoch: 2, algorithm: "age1pq" } as const;
  const receipt = body.grants.find(({ principal }) => principal === "receipt")!;
  assert.equal(await openGrant(receipt.ciphertext, place, submission.keys), identity);
  for (const grant of body.grants) await assert.rejects(openGrant(grant.ciphertext, place, left.keyring), refusedAs("not_for_us"));
});

test("a damaged line does not hide the others, and an erased one leaves its place", async () => {
  const { manifest } = await makeTeam(1);
  const submission = await buildSubmission({ want: "report", manifest, body: WORDS, language: "en" });
  const stored = storedFrom(submission, "receipt");
  const [first] = stored.items as [StoredItem];
  stored.items.push({ ...first, sequence: 2 }, { ...first, sequence: 3, ciphertext: null, erased: "2026-01-01T00:00:00Z" });
  const { lines } = await openConversation(stored, submission.keys);
  assert.deepEqual(lines.map(({ opened, refused }) => [opened !== null, refused]), [[true, null], [false, "bad_signature"], [false, null]]);
});

test("items of all sizes weigh one of nine weights", async () => {
  const { body, keys } = await buildSubmission({ want: "record", manifest: null, body: WORDS, language: "en" });
  const place = { compartment: body.compartment.id, epoch: 1, sequence: 2, direction: "reporter", recipient: body.compartment.recipient, author: keys.author } as const;
  const weigh = async (length: number) =>
    fromBase64((await sealItem({ type: "message", body: { text: "a".repeat(length) } }, place)).ciphertext).length;
  assert.equal(await weigh(1), await weigh(3500));
  assert.notEqual(await weigh(3500), await weigh(5000));
  assert.equal(await weigh(5000), await weigh(7000));
  await assert.rejects(weigh(1024 * 1024), refusedAs("too_large"));
});

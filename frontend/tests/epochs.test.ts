/** Who began an epoch: what the server smuggles in is neither sealed to nor shown, on either side (ADR 0009). */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildSubmission,
  mailboxTarget,
  makeSigningKey,
  newId,
  openConversation,
  type PrincipalKeys,
  rotate,
  type Rotation,
  sealingEpoch,
  sealItem,
  type Signer,
  type SigningKey,
  type StoredCompartment,
  type Submission,
  teamTargets,
  toBase64,
} from "../sealing";
import { makeTeam, refusedAs, type Team } from "./team";

interface Case {
  team: Team;
  submission: Submission;
  signers: Signer[];
}

async function report(): Promise<Case> {
  const team = await makeTeam(2);
  const submission = await buildSubmission({ want: "report", manifest: team.manifest, body: { text: "He came again." }, language: "en" });
  const signers = team.handlers.map(({ id, keyring }) => ({ principal: id, name: "", ed25519: toBase64(keyring.author.public) }));
  return { team, submission, signers };
}

/** What the server gives `principal`: the first epoch, and one more. */
function given({ submission: { body } }: Case, principal: string, more: Rotation["body"], signer: Signer | null): StoredCompartment {
  const grants = (epoch: number, from: { principal: string; ciphertext: string }[]) =>
    from.filter((grant) => grant.principal === principal).map(({ ciphertext }) => ({ epoch, ciphertext }));
  const rest = { sha256: "", received: "", erased: null, opened: false, file: null };
  return {
    compartment: { id: body.compartment.id, algorithm: "age1pq", author: body.author },
    epochs: [
      { number: 1, recipient: body.compartment.recipient, signature: null, signer: null },
      { number: more.number, recipient: more.recipient, signature: more.signature, signer },
    ],
    grants: [...grants(1, body.grants), ...grants(more.number, more.grants)],
    items: [{ ...body.item, ...rest, epoch: 1, sequence: 1, direction: "reporter", signer: null }],
  };
}

const next = ({ team, submission }: Case, author: SigningKey, changes: { number?: number; compartment?: string } = {}) =>
  rotate({
    compartment: submission.body.compartment.id,
    number: 2,
    algorithm: "age1pq",
    targets: [...teamTargets(team.manifest), mailboxTarget(submission.body.mailbox, "age1pq")],
    author,
    ...changes,
  });

/** The two sides: the reporter with her receipt, and a handler. */
const sides = ({ team, submission }: Case): [string, PrincipalKeys][] => [
  ["receipt", submission.keys],
  [team.handlers[1]!.id, team.handlers[1]!.keyring],
];

const known = ({ signers }: Case) => ({ isKnownSigner: (signer: Signer) => signers.some(({ ed25519 }) => ed25519 === signer.ed25519) });

test("an epoch that the author or a handler began is sealed to, on both sides", async () => {
  const about = await report();
  const [handler] = about.team.handlers;
  const begun: [Rotation, Signer | null][] = [
    [await next(about, about.submission.keys.author), null],
    [await next(about, handler!.keyring.author), about.signers[0]!],
  ];
  for (const [{ body, identity }, signer] of begun) {
    for (const [principal, keys] of sides(about)) {
      const stored = given(about, principal, body, signer);
      const { accepted, identities } = await openConversation(stored, keys, known(about));
      assert.equal(sealingEpoch(stored, accepted).recipient, body.recipient);
      assert.equal(identities.get(2), identity);
    }
  }
});

test("an epoch that the server smuggled in is refused on both sides, with all that stands in it", async () => {
  const about = await report();
  const server = makeSigningKey();
  const itself: Signer = { principal: newId(), name: "Handler 3", ed25519: toBase64(server.public) };
  const { body } = await next(about, server);
  const rightly = await next(about, about.submission.keys.author);
  const third = await next(about, about.submission.keys.author, { number: 3 });
  const elsewhere = await next(about, about.submission.keys.author, { compartment: newId() });
  const smuggled: [string, Rotation["body"], Signer | null][] = [
    ["unsigned", { ...body, signature: "" }, null],
    ["signed by a stranger", body, itself],
    ["in the author's name", body, null],
    ["in a handler's name", body, about.signers[0]!],
    ["with a stranger's key under a handler's name", body, { ...about.signers[0]!, ed25519: itself.ed25519 }],
    ["with another epoch's signature", { ...body, signature: rightly.body.signature }, null],
    ["with the signature of another number", { ...third.body, number: 2, grants: [] }, null],
    ["with the signature of another compartment", { ...elsewhere.body, grants: [] }, null],
    ["rightly listed, but granted another identity", { ...rightly.body, grants: body.grants }, null],
  ];
  const item = { compartment: about.submission.body.compartment.id, epoch: 2, sequence: 2, direction: "handlers" } as const;
  const planted = await sealItem({ type: "message", body: { text: "Write here." } }, { ...item, recipient: body.recipient, author: server });
  for (const [how, wrong, signer] of smuggled) {
    for (const [principal, keys] of sides(about)) {
      const stored = given(about, principal, wrong, signer);
      stored.items.push({ ...stored.items[0]!, ...planted, direction: "handlers", signer: itself });
      const { accepted, identities, lines } = await openConversation(stored, keys, known(about));
      assert.throws(() => sealingEpoch(stored, accepted), refusedAs("epoch_not_signed"), how);
      assert.equal(identities.has(2), false, how);
      assert.deepEqual(lines.map(({ opened }) => opened !== null), [true, false], how);
    }
  }
});

test("a first epoch that the author did not seal her words to is refused", async () => {
  const about = await report();
  const { body } = await next(about, makeSigningKey(), { number: 1 });
  for (const [principal, keys] of sides(about)) {
    const stored = given(about, principal, body, null);
    stored.epochs = [{ number: 1, recipient: body.recipient }];
    stored.grants = stored.grants.slice(1);
    const { accepted, lines } = await openConversation(stored, keys, known(about));
    assert.throws(() => sealingEpoch(stored, accepted), refusedAs("epoch_not_signed"));
    assert.equal(lines[0]!.opened, null);
  }
});

test("the signature of someone who has left loses nothing that the author wrote after it", async () => {
  const about = await report();
  const { body } = await next(about, about.team.handlers[0]!.keyring.author);
  const stored = given(about, "receipt", body, about.signers[0]!);
  const place = { compartment: stored.compartment.id, epoch: 2, sequence: 2, direction: "reporter" } as const;
  const { keys } = about.submission;
  const later = await sealItem({ type: "message", body: { text: "More." } }, { ...place, recipient: body.recipient, author: keys.author });
  const left = { isKnownSigner: () => false };
  assert.deepEqual([...(await openConversation(stored, keys, left)).accepted], [1]);
  stored.items.push({ ...stored.items[0]!, ...later });
  assert.deepEqual([...(await openConversation(stored, keys, left)).accepted], [1, 2]);
});

/** The page that works without a network: what it seals, and which lists of people it refuses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checked, problemOf, readPacked, sealForLater } from "../offline/later";
import { openReceipt, toBase64, utf8 } from "../sealing";
import { makeTeam, refusedAs } from "./team";

const WORDS = "Zebrafish at the window of the copy room.";
const draft = (want: "report" | "record", excluded: string[] = []) => ({ want, body: { text: WORDS }, excluded, language: "en" });

test("lists inside the page are offered by the names they give themselves", async () => {
  const { envelope } = await makeTeam(1, { team_name: "Integrity" });
  const [one] = readPacked(JSON.stringify([envelope]));
  assert.equal(one!.label, "Office of the United Nations High Commissioner for Refugees · Integrity");
  assert.deepEqual(one!.envelope, envelope);
});

test("the sealed file holds none of her words, and no grant to whom she left out", async () => {
  const team = await makeTeam(3);
  const [, out] = team.handlers;
  const { body, receipt } = await sealForLater(draft("report", [out!.id]), team.envelope);
  const kept = JSON.stringify(body);
  for (const word of WORDS.split(" ").filter((each) => each.length > 4)) assert.ok(!kept.includes(word), word);
  assert.ok(!kept.includes(toBase64(utf8(WORDS)).slice(0, 24)));
  const principals = body.grants.map(({ principal }) => principal);
  assert.deepEqual(new Set(principals), new Set([team.handlers[0]!.id, team.handlers[2]!.id, team.payload.recovery.id, "receipt"]));
  assert.equal(body.locator_hash, (await openReceipt(receipt)).locator.hash);
});

test("a list that expired between showing and sealing is refused in words", async () => {
  const { envelope } = await makeTeam(1, { expires: "2998-06-01T00:00:00Z" });
  assert.equal((await checked(envelope, new Date("2998-05-31T23:59:59Z"))).version, 3);
  const late = sealForLater(draft("report"), envelope, new Date("2998-06-01T00:00:00Z"));
  await assert.rejects(late, refusedAs("manifest_expired"));
  assert.equal(problemOf(await late.catch((error: unknown) => error)), "list_expired");
});

test("a list that somebody changed inside the page is not genuine", async () => {
  const team = await makeTeam(1);
  const stranger = await makeTeam(1, { team: team.payload.team });
  const swapped = { payload: stranger.envelope.payload, signature: team.envelope.signature };
  const refused = await checked(swapped).catch((error: unknown) => error);
  assert.equal(problemOf(refused), "list_not_genuine");
  await assert.rejects(sealForLater(draft("report"), swapped), refusedAs("bad_signature"));
});

test("a private record needs no list and is granted to the receipt alone", async () => {
  const { envelope } = await makeTeam(1);
  const { body } = await sealForLater(draft("record"), envelope);
  assert.deepEqual([body.team, body.manifest_version, body.excluded], [null, null, []]);
  assert.deepEqual(body.grants.map(({ principal }) => principal), ["receipt"]);
});

test("a report for nobody is not sealed", async () => {
  await assert.rejects(sealForLater(draft("report"), null), refusedAs("nobody_left"));
});

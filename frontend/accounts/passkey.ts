/**
 * Passkeys on the pages of signing in: a form with `data-passkey` ("create", "use", or "sign-in") gets a credential
 * from the browser and sends it. Options come from the page (`#passkey-options`), for signing in from the form's own
 * address. The button is hidden until this has run, since nothing of it works without.
 */

type Json = Record<string, unknown>;

interface CredentialJson extends Json {
  readonly id: string;
  readonly type: string;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const text = (buffer: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const described = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as { id: string; type: "public-key" }[]).map((one) => ({ ...one, id: bytes(one.id) }));

/** Any passkey of ours may sign in alone, so it is kept on the device and asks for a finger, a face or a PIN. */
async function create(options: Json): Promise<CredentialJson> {
  const asked = options["publicKey"] as Json;
  const user = asked["user"] as Json;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked["challenge"] as string),
      user: { ...user, id: bytes(user["id"] as string) },
      excludeCredentials: described(asked["excludeCredentials"]),
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    } as unknown as PublicKeyCredentialCreationOptions,
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function use(options: Json): Promise<CredentialJson> {
  const asked = options["publicKey"] as Json;
  const used = (await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: bytes(asked["challenge"] as string),
      allowCredentials: described(asked["allowCredentials"]),
    } as unknown as PublicKeyCredentialRequestOptions,
  })) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...common(used),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

const common = (credential: PublicKeyCredential): CredentialJson => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
});

function written(): Json {
  return JSON.parse(document.getElementById("passkey-options")?.textContent ?? "{}") as Json;
}

async function fetched(address: string): Promise<Json> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { request_options: Json }).request_options;
}

async function ceremony(form: HTMLFormElement): Promise<CredentialJson> {
  if (form.dataset["passkey"] === "create") return create(written());
  return use(form.dataset["passkey"] === "sign-in" ? await fetched(form.action) : written());
}

async function run(form: HTMLFormElement, fault: HTMLElement | null): Promise<void> {
  const field = form.elements.namedItem("credential") as HTMLInputElement;
  if (fault) fault.hidden = true;
  try {
    field.value = JSON.stringify(await ceremony(form));
    form.submit();
  } catch {
    if (fault) fault.hidden = false;
  }
}

/** A passkey belongs to a name: browsers make none for a numeric address (WebAuthn, relying party identifier). */
const NUMERIC = /^[\d.]+$|^\[/;
const can = "PublicKeyCredential" in window && !NUMERIC.test(location.hostname);

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  const part = form.querySelector<HTMLElement>("[data-passkey-part]") ?? form;
  part.hidden = !can;
  const missing = form.querySelector<HTMLElement>("[data-passkey-missing]");
  if (missing) missing.hidden = can;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(form, form.querySelector<HTMLElement>("[data-passkey-fault]"));
  });
}

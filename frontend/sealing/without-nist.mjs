/**
 * Stands in for `@noble/curves/nist.js` in our bundles (see `withoutNist` in frontend/build.mjs). Its shape satisfies
 * the definitions made when the modules load; every use of a curve refuses.
 */
const refuse = () => {
  throw new Error("NIST curves are not part of this bundle");
};

const absent = (bytes) => ({
  lengths: { secretKey: bytes, publicKey: bytes + 1, publicKeyUncompressed: 2 * bytes + 1, seed: bytes },
  Point: { Fn: {}, fromBytes: refuse },
  utils: { randomSecretKey: refuse },
  keygen: refuse,
  getPublicKey: refuse,
  getSharedSecret: refuse,
});

export const p256 = /* @__PURE__ */ absent(32);
export const p384 = /* @__PURE__ */ absent(48);

/** The icons of the page's `<template id="icons">`: drawn once by the server, cloned where a script needs one. */

export function icon(name: string): Node | null {
  const template = document.getElementById("icons") as HTMLTemplateElement | null;
  const drawn = template?.content.querySelector(`[data-icon="${CSS.escape(name)}"] > svg`);
  return drawn ? drawn.cloneNode(true) : null;
}
